// The own recurrent kernels: compiled where there is a compiler, believed only after a child process proved them.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashOf, readJson, writeJson } from './files.mjs'
import { compileKernels, findCompiler } from './kernels-compile.mjs'
import { cacheFolder, root as checkout, stampFolder } from './paths.mjs'
import { attempt, clause, done, failed } from './result.mjs'
import { runNode } from './run.mjs'
import { say, seconds } from './say.mjs'

const binaryName = 'unroll_kernels.node'
const proof = fileURLToPath(new URL('./prove-kernels.mjs', import.meta.url))

/** Whether set-up has dealt with exactly these sources; `retry` asks again where it could not build them. */
export function isKernelsReady({ root = checkout, retry = false } = {}) {
  if (!existsSync(sourceFolder(root))) return true
  const record = readJson(recordFile(root))
  if (record?.source !== hashOfKernels(root)) return false
  return record.kind === 'built' ? existsSync(binaryFile(root)) : !retry
}

/**
 * Builds the kernels and writes node_modules/.unroll/kernels/kernels.json, which the trainer reads.
 * Never fails: without them the record says "none" and why, in a clause.
 */
export async function setUpKernels({
  root = checkout,
  cache = cacheFolder(),
  find = findCompiler,
  compile = compileKernels,
  prove = proveKernels,
} = {}) {
  const source = hashOfKernels(root)
  const built = await attempt(() => build({ root, cache, source, find, compile, prove }))
  const record = built.ok
    ? { kind: 'built', note: built.value }
    : { kind: 'none', note: clause(built.message) }
  writeJson(recordFile(root), { format: 'unroll-kernels/1', ...record, source })
  return record
}

/** Set-up's step: the same, with a line for people. */
export async function setUpKernelsAloud(options) {
  const { kind, note } = await setUpKernels(options)
  say(kind === 'built' ? `The own recurrent kernels work (${note}).` : fallbackLine(note))
  return done(null)
}

/** What a machine without the kernels is told. */
export function fallbackLine(note) {
  return (
    `Recurrent layers run with the slower TensorFlow kernels: ${note}. ` +
    'Install g++ or clang++ (or name one in CXX) and run "npm run setup".'
  )
}

/** Runs a small case through a library in a child process; gives the instruction sets that agreed with it. */
export async function proveKernels(binary) {
  const child = await runNode([proof, binary], { timeoutMs: 60_000 })
  if (child.code === 0) return done(child.stdout.trim())
  if (child.timedOut) return failed('the built kernels did not answer within a minute')
  if (child.signal) return failed(`the built kernels ended their process with ${child.signal}`)
  const line = child.stderr.split('\n').find((text) => /Error\b.*: /.test(text)) ?? ''
  return failed(`the built kernels do not work (${line.replace(/^.*?Error[^:]*: /, '').trim()})`)
}

/** One hash over everything that the library is made from. */
export function hashOfKernels(root = checkout) {
  const folder = sourceFolder(root)
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  const recipe = readFileSync(new URL('./kernels-compile.mjs', import.meta.url), 'utf8')
  const parts = names.map((name) => `${name}\0${readFileSync(path.join(folder, name), 'utf8')}`)
  return hashOf([recipe, ...parts].join('\0'))
}

async function build({ root, cache, source, find, compile, prove }) {
  const compiler = await find()
  if (!compiler.ok) return compiler
  const { command, version } = compiler.value
  const key = hashOf([source, command, version, process.platform, process.arch].join('\n'))
  const cached = path.join(cache, `kernels-${key.slice(0, 16)}.node`)
  if (!existsSync(cached)) {
    say('Compiling the own recurrent kernels.')
    const start = performance.now()
    mkdirSync(cache, { recursive: true })
    const fresh = `${cached}.${process.pid}`
    const compiled = await compile({ root, compiler: compiler.value, output: fresh })
    if (!compiled.ok) return compiled
    renameSync(fresh, cached)
    say(`Compiled in ${seconds(start)}.`)
  }
  mkdirSync(path.dirname(binaryFile(root)), { recursive: true })
  // A process may have the old one mapped: put the new one beside it and swap.
  const beside = `${binaryFile(root)}.${process.pid}`
  copyFileSync(cached, beside)
  renameSync(beside, binaryFile(root))
  return prove(binaryFile(root))
}

const sourceFolder = (root) => path.join(root, 'src', 'native')
const kernelsFolder = (root) => path.join(root, stampFolder, 'kernels')
const recordFile = (root) => path.join(kernelsFolder(root), 'kernels.json')
const binaryFile = (root) => path.join(kernelsFolder(root), binaryName)
