// Compiles src/native with plain calls of a C++ compiler: the kernels once per instruction set, then everything into one library.
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { done, failed } from './result.mjs'
import { lastLines, run } from './run.mjs'

const compileTimeoutMs = 5 * 60_000
const common = ['-std=c++17', '-fPIC', '-fvisibility=hidden', '-pthread', '-Wall', '-Wextra']
// A product and a sum in one instruction where there is one: faster, and rounded once instead of twice.
const kernelFlags = ['-O3', '-ffp-contract=fast']
// The optimizers round after every operation, as JavaScript does; a root sets no error code.
const otherFlags = { 'optimize.cpp': ['-O3', '-ffp-contract=off', '-fno-math-errno'] }

/** The flags of each instruction set that the kernels are compiled for. */
export function instructionSetsOf(arch) {
  if (arch === 'arm64') return { neon: [] }
  if (arch !== 'x64') return { baseline: [] }
  return {
    avx512: ['-mavx512f', '-mavx2', '-mfma', '-mprefer-vector-width=512'],
    avx2: ['-mavx2', '-mfma'],
    baseline: [],
  }
}

/** The flags that make what Node loads, or undefined where nobody has tried it. */
export function linkFlagsOf(platform) {
  if (platform === 'linux') return ['-shared', '-pthread']
  if (platform === 'darwin') return ['-bundle', '-undefined', 'dynamic_lookup']
  return undefined
}

/**
 * The first compiler that runs, as `{ command, args, version }`: CXX, c++, g++, clang++.
 * `runs` starts a program, for tests.
 */
export async function findCompiler(env = process.env, runs = run) {
  const named = env.CXX?.trim() ? [env.CXX.trim()] : []
  for (const name of [...named, 'c++', 'g++', 'clang++']) {
    const [command, ...args] = name.split(/\s+/)
    const answer = await runs(command, [...args, '--version'], { timeoutMs: 20_000 })
    if (answer.code === 0) return done({ command, args, version: answer.stdout.split('\n')[0] })
  }
  return failed('there is no C++ compiler here')
}

/**
 * Compiles the sources of `root` into the library `output`.
 * Options: `compiler` of `findCompiler`, `extra` flags for every call (the sanitizers').
 */
export async function compileKernels({
  root,
  compiler,
  output,
  extra = [],
  platform = process.platform,
  arch = process.arch,
}) {
  const linkFlags = linkFlagsOf(platform)
  if (!linkFlags) return failed(`they are not built on ${platform} yet`)
  const objects = `${output}.objects-${process.pid}`
  mkdirSync(objects, { recursive: true })
  try {
    const units = unitsOf(root, objects, arch)
    const outcomes = await inTurn(units, (unit) =>
      runCompiler(compiler, [...unit.flags, ...extra, '-c', unit.source, '-o', unit.object]),
    )
    const broken = outcomes.find(({ ok }) => !ok)
    if (broken) return broken
    const parts = units.map(({ object }) => object)
    return await runCompiler(compiler, [...linkFlags, ...extra, '-o', output, ...parts])
  } finally {
    rmSync(objects, { recursive: true, force: true })
  }
}

/** What is compiled: the slow ones first, so that none is waited for at the end. */
function unitsOf(root, objects, arch) {
  const folder = path.join(root, 'src', 'native')
  const headers = path.join(root, 'node_modules', 'node-api-headers', 'include')
  const unit = (name, object, flags) => ({
    source: path.join(folder, name),
    object: path.join(objects, `${object}.o`),
    flags: [...common, ...flags, '-isystem', headers],
  })
  const kernels = Object.entries(instructionSetsOf(arch)).map(([set, flags]) =>
    unit('kernel.cpp', `kernel-${set}`, [...kernelFlags, ...flags, `-DUNROLL_SET=${set}`]),
  )
  const others = readdirSync(folder).filter((name) => /\.cpp$/.test(name) && name !== 'kernel.cpp')
  return [...kernels, ...others.sort().map((name) => unit(name, name, otherFlags[name] ?? ['-O2']))]
}

/** As many at once as there are processors. */
async function inTurn(units, work) {
  const outcomes = []
  const waiting = [...units]
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) outcomes.push(await work(next))
  }
  await Promise.all(Array.from({ length: os.availableParallelism() }, lane))
  return outcomes
}

async function runCompiler({ command, args }, rest) {
  const outcome = await run(command, [...args, ...rest], { timeoutMs: compileTimeoutMs })
  if (outcome.code === 0) return done(null)
  if (outcome.timedOut) return failed(`${command} took longer than five minutes`)
  const lines = lastLines(outcome, 200).split('\n')
  const line = lines.find((text) => /\berror\b/i.test(text)) ?? lines.at(-1)
  return failed(`${command} failed: ${line.trim()}`)
}
