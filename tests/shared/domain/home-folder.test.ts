// The folder of runs and draft, by platform.
import { expect, it } from 'vitest'
import { homeFolderOf } from '#shared/domain/home-folder'

it.each<[string, Record<string, string>, string]>([
  ['linux', {}, '/user/.local/share/unroll'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/unroll'],
  ['linux', { XDG_DATA_HOME: '' }, '/user/.local/share/unroll'],
  ['darwin', {}, '/user/Library/Application Support/Unroll'],
  ['win32', { APPDATA: '/roaming' }, '/roaming/Unroll'],
  ['linux', { UNROLL_HOME: '/here', XDG_DATA_HOME: '/data' }, '/here'],
])('on %s with %j', (platform, env, folder) => {
  expect(homeFolderOf({ env, platform, home: '/user' })).toBe(folder)
})
