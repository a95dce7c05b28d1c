// Finds an Electron to run: the one a person names, the official one, its download, and for tests the stand-in.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { standIn as findStandIn } from './electron-stand-in.mjs'
import { readJson } from './files.mjs'
import { root as checkout } from './paths.mjs'
import { isReachable } from './reach.mjs'
import { done, failed, sentence } from './result.mjs'
import { lastLines, runNode } from './run.mjs'
import { say } from './say.mjs'

const downloadTimeoutMs = 15 * 60_000
const probeTimeoutMs = 3000

const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/**
 * Gives `{ path, version, kind: 'override' | 'official' | 'stand-in' }`, or `{ missing }`: why not, in a sentence.
 * `download` allows the network, `standIn` the third-party build that is pinned for tests.
 */
export async function findElectron({ standIn = false, download = false, ...options } = {}) {
  const { root = checkout, env = process.env } = options
  if (env.ELECTRON_OVERRIDE_DIST_PATH) return fromOverride(env.ELECTRON_OVERRIDE_DIST_PATH)
  const official = await findOfficial(
    root,
    download ? (options.fetchOfficial ?? downloadOfficial) : null,
  )
  if (official.ok) return { ...official.value, kind: 'official' }
  if (!standIn) return { missing: sentence(official.message) }
  const other = await (options.findStandIn ?? findStandIn)({ download })
  if (other.ok) return { ...other.value, kind: 'stand-in' }
  return { missing: sentence(official.message, other.message) }
}

async function findOfficial(root, fetchOfficial) {
  const installed = installedOfficial(root)
  return installed.ok || !fetchOfficial ? installed : fetchOfficial(root)
}

function fromOverride(folder) {
  const file = path.join(folder, executables[process.platform] ?? 'electron')
  if (!existsSync(file)) {
    return {
      missing: `ELECTRON_OVERRIDE_DIST_PATH is ${folder}, but there is no Electron in that folder.`,
    }
  }
  return { path: file, version: versionIn(folder) ?? 'unknown', kind: 'override' }
}

/** The binary in node_modules/electron, when it is whole and of the version that package.json asks for. */
export function installedOfficial(root) {
  const home = path.join(root, 'node_modules', 'electron')
  const wanted = readJson(path.join(home, 'package.json'))?.version
  const version = versionIn(path.join(home, 'dist'))
  const file = path.join(home, 'dist', executables[process.platform] ?? 'electron')
  if (!wanted || version !== wanted || !existsSync(file)) {
    return failed('the official Electron is not downloaded yet')
  }
  return done({ path: file, version })
}

/** Runs Electron's own installer, after a quick look whether its host answers. */
export async function downloadOfficial(root) {
  const home = path.join(root, 'node_modules', 'electron')
  const version = readJson(path.join(home, 'package.json'))?.version
  if (!version) return failed('the electron package is not installed')
  if (!(await canBeHad(root, version))) {
    return failed('the official Electron could not be reached')
  }
  say(`Downloading Electron ${version} (some 120 MB).`)
  const outcome = await runNode([path.join(home, 'install.js')], {
    cwd: root,
    timeoutMs: downloadTimeoutMs,
  })
  const found = installedOfficial(root)
  if (found.ok) return found
  if (outcome.timedOut)
    return failed('the download of Electron took more than 15 minutes and was stopped')
  return failed(`the installer of Electron failed (${installerReason(outcome)})`)
}

/** True when the binary is in Electron's own cache, or its address answers. A proxy cannot be probed so. */
async function canBeHad(root, version) {
  if (process.env.ELECTRON_GET_USE_PROXY || process.env.NODE_USE_ENV_PROXY) return true
  const details = {
    version,
    artifactName: 'electron',
    platform: process.platform,
    arch: process.arch,
  }
  try {
    const folder = path.join(root, 'node_modules', '@electron', 'get', 'dist')
    const load = (name) => import(pathToFileURL(path.join(folder, name)).href)
    const { getArtifactFileName, getArtifactRemoteURL } = await load('artifact-utils.js')
    const { Cache } = await load('Cache.js')
    const address = await getArtifactRemoteURL({ ...details, version: `v${version}` })
    const cache = new Cache(process.env.electron_config_cache)
    const name = getArtifactFileName({ ...details, version: `v${version}` })
    return (
      Boolean(cache.getPathForFileInCache(address, name)) || isReachable(address, probeTimeoutMs)
    )
  } catch {
    // The installer's insides changed: let it try, it is bounded.
    return true
  }
}

function installerReason(outcome) {
  const line = lastLines(outcome, 40)
    .split('\n')
    .find((text) => /error/i.test(text))
  return (line ?? 'it gave no reason').trim()
}

function versionIn(folder) {
  try {
    return readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
  } catch {
    return null
  }
}
