// Looks for Electron without starting it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A sentence for people on whether the window can be had here. */
export function describeElectron(root: string, env: NodeJS.ProcessEnv): string {
  const override = env.ELECTRON_OVERRIDE_DIST_PATH
  if (override)
    return existsSync(override)
      ? `${versionIn(override)} in ${override} (ELECTRON_OVERRIDE_DIST_PATH)`
      : `missing: ELECTRON_OVERRIDE_DIST_PATH names ${override}, which is not there`
  const home = join(root, 'node_modules', 'electron')
  if (!existsSync(home)) return 'not installed; the command line works without it'
  const binaries = join(home, 'dist')
  return existsSync(binaries)
    ? `${versionIn(binaries)} in ${binaries}`
    : 'the package is installed, its program is not downloaded; npm start downloads it'
}

function versionIn(folder: string): string {
  try {
    return readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
  } catch {
    return 'of unknown version'
  }
}
