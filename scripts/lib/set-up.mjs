// Everything a checkout needs before it can run, in order; what is done already is not done again.
import path from 'node:path'
import { buildApp, isBuilt } from './build-app.mjs'
import { installPackages, isInstalled } from './install-packages.mjs'
import { withLock } from './lock.mjs'
import { isKernelsReady, setUpKernelsAloud } from './kernels.mjs'
import { isNativeReady, nativeChoice, setUpNative } from './native-library.mjs'
import { root as checkout } from './paths.mjs'
import { attempt, done, failed } from './result.mjs'
import { isSampleReady, makeSample } from './sample.mjs'
import { say } from './say.mjs'

/** Each step knows whether it is done, and how to do it. */
const allSteps = [
  {
    name: 'packages',
    isDone: ({ root }) => isInstalled(root),
    run: ({ root }) => installPackages(root),
  },
  { name: 'native', isDone: isNativeReady, run: setUpNativeAloud },
  { name: 'kernels', isDone: isKernelsReady, run: setUpKernelsAloud },
  {
    name: 'sample',
    isDone: ({ root }) => isSampleReady(root),
    run: ({ root }) => makeSample(root),
  },
  { name: 'build', isDone: ({ root }) => isBuilt(root), run: ({ root }) => buildApp(root) },
]

/** The names of the steps, in order. */
export const stepNames = allSteps.map(({ name }) => name)

/**
 * Does what is left to do; a failure is a sentence.
 * Options: `only` (names of steps), `retry` (try again for a native library that could not be had).
 */
export async function setUp({
  root = checkout,
  retry = false,
  only = stepNames,
  steps = allSteps,
} = {}) {
  const node = checkNode()
  if (!node.ok) return node
  const choice = nativeChoice()
  if (!choice.ok) return choice
  const options = { root, retry, choice: choice.value }
  const wanted = steps.filter(({ name }) => only.includes(name))
  if (wanted.every((step) => step.isDone(options))) return done(null)
  return withLock(path.join(root, '.cache', 'set-up.lock'), () => runSteps(wanted, options))
}

async function runSteps(steps, options) {
  for (const step of steps) {
    if (step.isDone(options)) continue
    const outcome = await attempt(() => step.run(options))
    if (!outcome.ok) return failed(`Set-up stopped at "${step.name}". ${outcome.message}`)
  }
  return done(null)
}

async function setUpNativeAloud(options) {
  const native = await setUpNative(options)
  if (native.kind === 'none') {
    say('There is no native TensorFlow here, so training runs in JavaScript and is slow.')
    say(`${native.note} (README: "When a download is blocked")`)
  } else {
    say(`TensorFlow ${native.tensorflow} works (${native.kind}).`)
  }
  return done(null)
}

/** package.json says the same, but npm only warns about it. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return done(null)
  return failed(`This is Node ${version}; Unroll needs Node 20.19 or newer.`)
}
