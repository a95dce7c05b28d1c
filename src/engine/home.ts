// The folder of runs/ and draft.json on this machine.
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { homeFolderOf } from '#shared/domain/home-folder'

/** UNROLL_HOME, else the platform's folder for a user's data, as an absolute path. */
export function homeFolder(): string {
  return resolve(homeFolderOf({ env: process.env, platform: process.platform, home: homedir() }))
}
