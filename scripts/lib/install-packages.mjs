// The npm packages: installed when node_modules does not match package-lock.json.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { hashOf, readJson, writeJson } from './files.mjs'
import { runNpm } from './npm.mjs'
import { root as checkout, stampFolder } from './paths.mjs'
import { done, failed } from './result.mjs'
import { say, seconds } from './say.mjs'

/** Whether the last installation was of this very lockfile. */
export function isInstalled(root = checkout) {
  const stamp = readJson(stampFile(root))
  return stamp !== null && stamp.lockfile === lockfileHash(root)
}

/** Runs `npm ci` unless node_modules holds what the lockfile names already (installed by hand, say). */
export async function installPackages(root = checkout, npm = runNpm) {
  if (!existsSync(path.join(root, 'package-lock.json')))
    return failed('package-lock.json is missing.')
  if (!matchesLockfile(root)) {
    say('Installing the npm packages.')
    const start = performance.now()
    // Warnings would only say that Electron's own downloader asks for Node 22, which it does not need.
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
    const outcome = await npm(args, { cwd: root, show: true })
    if (outcome.code !== 0) {
      return failed('npm ci failed (see above). Check the network, then run the command again.')
    }
    say(`Installed in ${seconds(start)}.`)
  }
  writeJson(stampFile(root), { lockfile: lockfileHash(root) })
  return done(null)
}

/** Compares the lockfile with the one npm leaves in node_modules; packages for other platforms may lack. */
export function matchesLockfile(root) {
  const wanted = readJson(path.join(root, 'package-lock.json'))?.packages
  const present = readJson(path.join(root, 'node_modules', '.package-lock.json'))?.packages
  if (!wanted || !present) return false
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '' || entry.link) return true
    const found = present[place]
    if (!found) return Boolean(entry.optional || entry.devOptional || entry.peer)
    return found.version === entry.version && existsSync(path.join(root, place))
  })
}

function lockfileHash(root) {
  try {
    return hashOf(readFileSync(path.join(root, 'package-lock.json')))
  } catch {
    return null
  }
}

const stampFile = (root) => path.join(root, stampFolder, 'install.json')
