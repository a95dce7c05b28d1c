// Where the checkout, its stamps and the user's cache are.
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout that these scripts belong to. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')

/** What set-up remembers about node_modules lives inside it, so that deleting one deletes the other. */
export const stampFolder = path.join('node_modules', '.unroll')

/**
 * The folder in which downloads are kept for all checkouts of one user.
 * UNROLL_CACHE names another one.
 */
export function cacheFolder(env = process.env, platform = process.platform, home = os.homedir()) {
  if (env.UNROLL_CACHE) return path.resolve(env.UNROLL_CACHE)
  if (platform === 'win32') {
    return path.join(env.LOCALAPPDATA || path.join(home, 'AppData', 'Local'), 'unroll', 'Cache')
  }
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'unroll')
  return path.join(env.XDG_CACHE_HOME || path.join(home, '.cache'), 'unroll')
}
