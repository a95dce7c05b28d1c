// The official TensorFlow library: tfjs-node's own installer, run only where its host answers.
import { copyFileSync, existsSync } from 'node:fs'
import path from 'node:path'
import { readJson } from './files.mjs'
import { runNpm } from './npm.mjs'
import { isReachable } from './reach.mjs'
import { done, failed } from './result.mjs'
import { say } from './say.mjs'

const installTimeoutMs = 30 * 60_000

/** Runs tfjs-node's installer. Options: `root`, `reachable(address)` for tests. */
export async function installOfficial({ root, reachable = isReachable }) {
  const home = path.join(root, 'node_modules', '@tensorflow', 'tfjs-node')
  const manifest = readJson(path.join(home, 'package.json'))
  if (!manifest) return failed('@tensorflow/tfjs-node is not installed')
  if (!(await reachable(bindingAddress(manifest)))) {
    return failed('the official TensorFlow could not be reached')
  }
  say('Downloading the official TensorFlow library (some 200 MB).')
  const outcome = await rebuild(root, [])
  if (outcome.code !== 0) return failed('the installer of the official TensorFlow failed')
  placeWindowsLibrary(home)
  return done('The official TensorFlow library.')
}

/** The second way for ARM machines, for which the prebuilt binding is of the wrong architecture. */
export async function buildOfficial({ root }) {
  say('Building the TensorFlow binding on this machine.')
  const outcome = await rebuild(root, ['--build-from-source'])
  return outcome.code === 0
    ? done('The official TensorFlow library, with its binding built here.')
    : failed('building its binding failed')
}

/** Where node-pre-gyp looks for the prebuilt binding of this platform. */
export function bindingAddress(manifest, platform = process.platform) {
  const name = { win32: 'windows' }[platform] ?? platform
  const extension = platform === 'win32' ? 'zip' : 'tar.gz'
  const { host } = manifest.binary
  return `${host}/napi-v8/${manifest.version}/CPU-${name}-${manifest.version}.${extension}`
}

function rebuild(root, extra) {
  const args = [
    'rebuild',
    '@tensorflow/tfjs-node',
    '--ignore-scripts=false',
    '--foreground-scripts',
  ]
  return runNpm([...args, ...extra], { cwd: root, show: true, timeoutMs: installTimeoutMs })
}

/** On Windows the library must lie beside the binding, and the installer puts it beside another one. */
function placeWindowsLibrary(home) {
  const library = path.join(home, 'deps', 'lib', 'tensorflow.dll')
  const beside = path.join(home, 'lib', 'napi-v8', 'tensorflow.dll')
  if (existsSync(library) && existsSync(path.dirname(beside)) && !existsSync(beside)) {
    copyFileSync(library, beside)
  }
}
