// Which Electron is taken, and what is said when there is none.
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { findElectron } from '../../scripts/lib/electron.mjs'
import { findWindow, startFailure } from '../../scripts/lib/window.mjs'
import { temporaryFolder, writeFiles } from './temporary.mjs'

const executable =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ??
  'electron'

/** A checkout with the electron package, and its binary when a version of it is given. */
function checkout(binaryVersion) {
  const root = temporaryFolder()
  writeFiles(root, { 'node_modules/electron/package.json': { version: '45.4.1' } })
  if (binaryVersion) {
    writeFiles(root, {
      'node_modules/electron/dist/version': binaryVersion,
      [`node_modules/electron/dist/${executable}`]: '',
    })
  }
  return root
}

const standIn = { ok: true, value: { path: '/cache/electron', version: '33.4.11' } }
const downloaded = { ok: true, value: { path: '/downloaded/electron', version: '45.4.1' } }
const unreachable = { ok: false, message: 'the official Electron could not be reached' }
const noStandIn = { ok: false, message: 'the stand-in is for Linux only' }

function find(root, request, { official = unreachable, other = standIn, env = {} } = {}) {
  const asked = []
  const noting = (word, answer) => async () => {
    asked.push(word)
    return answer
  }
  const options = {
    fetchOfficial: noting('download', official),
    findStandIn: noting('stand-in', other),
  }
  return findElectron({ root, env, ...options, ...request }).then((found) => ({ found, asked }))
}

describe('findElectron', () => {
  it('takes the one that a person names, first of all', async () => {
    const folder = temporaryFolder()
    writeFiles(folder, { [executable]: '', version: 'v50.0.0' })
    const env = { ELECTRON_OVERRIDE_DIST_PATH: folder }
    const { found } = await find(checkout('45.4.1'), { standIn: true, download: true }, { env })
    expect(found).toEqual({
      path: path.join(folder, executable),
      version: '50.0.0',
      kind: 'override',
    })
  })

  it('says so when the named one is not there, instead of taking another', async () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' }
    const { found, asked } = await find(
      checkout('45.4.1'),
      { standIn: true, download: true },
      { env },
    )
    expect(found.missing).toContain('ELECTRON_OVERRIDE_DIST_PATH is /nowhere')
    expect(asked).toEqual([])
  })

  it('takes the official one that is installed without asking further', async () => {
    const { found, asked } = await find(checkout('45.4.1'), { standIn: true, download: true })
    expect(found).toMatchObject({ version: '45.4.1', kind: 'official' })
    expect(asked).toEqual([])
  })

  it('does not take an installed one of another version', async () => {
    const { found, asked } = await find(
      checkout('44.0.0'),
      { download: true },
      { official: downloaded },
    )
    expect(found).toMatchObject({ path: '/downloaded/electron', kind: 'official' })
    expect(asked).toEqual(['download'])
  })

  it('downloads before it takes the stand-in', async () => {
    const { found, asked } = await find(checkout(), { standIn: true, download: true })
    expect(found).toMatchObject({ version: '33.4.11', kind: 'stand-in' })
    expect(asked).toEqual(['download', 'stand-in'])
  })

  it.each([
    [
      { standIn: false, download: true },
      ['download'],
      'The official Electron could not be reached.',
    ],
    [{ standIn: false, download: false }, [], 'The official Electron is not downloaded yet.'],
    [
      { standIn: true, download: true },
      ['download', 'stand-in'],
      'The official Electron could not be reached; the stand-in is for Linux only.',
    ],
  ])('says why there is none: %o', async (request, expected, sentence) => {
    const { found, asked } = await find(checkout(), request, { other: noStandIn })
    expect(found).toEqual({ missing: sentence })
    expect(asked).toEqual(expected)
  })
})

describe('findWindow', () => {
  const electron = { path: '/electron', version: '45.4.1', kind: 'official' }

  it('opens a window where there is a display and an Electron', async () => {
    const env = { DISPLAY: ':0' }
    expect(await findWindow({ env, platform: 'linux', find: async () => electron })).toEqual({
      electron,
    })
    expect(await findWindow({ env: {}, platform: 'darwin', find: async () => electron })).toEqual({
      electron,
    })
  })

  it('says in one sentence that there is no display', async () => {
    expect(await findWindow({ env: {}, platform: 'linux', find: async () => electron })).toEqual({
      reason:
        'No window can be opened because there is no display, so the sample is trained in the terminal instead.',
    })
  })

  it('says in one sentence that there is no Electron', async () => {
    const find = async () => ({ missing: 'The official Electron could not be reached.' })
    expect(await findWindow({ env: { WAYLAND_DISPLAY: 'w' }, platform: 'linux', find })).toEqual({
      reason:
        'No window can be opened because the official Electron could not be reached, ' +
        'so the sample is trained in the terminal instead.',
    })
  })

  it.each([
    [{}, false],
    [{ UNROLL_STAND_IN_ELECTRON: '1' }, true],
  ])('allows the stand-in only where a person asks for it: %o', async (env, allowed) => {
    let request
    const find = async (asked) => {
      request = asked
      return electron
    }
    await findWindow({ env: { DISPLAY: ':0', ...env }, platform: 'linux', find })
    expect(request).toEqual({ standIn: allowed, download: true })
  })

  it.each([
    [
      '/x/electron: error while loading shared libraries: libnss3.so: cannot open shared object file',
      'Electron cannot start because the system library libnss3.so is missing',
    ],
    [
      '[1:ERROR:ozone_platform_x11.cc(245)] Missing X server or $DISPLAY',
      'No window can be opened because the display does not answer',
    ],
    ['a crash of the app itself', null],
  ])('reads why Electron could not start: %s', (errors, clause) => {
    expect(startFailure(errors)).toBe(clause)
  })
})
