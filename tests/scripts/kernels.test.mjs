// The own kernels' set-up: built once for the same sources, believed after a proof, and never in anyone's way.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  fallbackLine,
  hashOfKernels,
  isKernelsReady,
  proveKernels,
  setUpKernels,
} from '../../scripts/lib/kernels.mjs'
import {
  compileKernels,
  findCompiler,
  instructionSetsOf,
  linkFlagsOf,
} from '../../scripts/lib/kernels-compile.mjs'
import { root as checkout } from '../../scripts/lib/paths.mjs'
import { setUp } from '../../scripts/lib/set-up.mjs'
import { temporaryFolder, writeFiles } from './temporary.mjs'

const binary = 'node_modules/.unroll/kernels/unroll_kernels.node'
const compiler = { ok: true, value: { command: 'c++', args: [], version: 'c++ 12' } }
const works = async () => ({ ok: true, value: 'avx2, baseline' })
const record = (root) =>
  JSON.parse(readFileSync(path.join(root, 'node_modules/.unroll/kernels/kernels.json'), 'utf8'))

/** A checkout with a source, a cache of its own, and a compiler that writes down each call. */
function checkoutWith(source = 'int one;') {
  const root = temporaryFolder()
  writeFiles(root, { 'src/native/addon.cpp': source })
  const calls = []
  const compile = async ({ output }) => {
    calls.push(output)
    writeFileSync(output, 'library')
    return { ok: true, value: null }
  }
  const options = { root, cache: path.join(root, 'cache'), compile, prove: works }
  return { root, calls, options: { ...options, find: async () => compiler } }
}

describe('setting up the kernels', () => {
  it('compiles once for the same sources, and again for others', async () => {
    const { root, calls, options } = checkoutWith()
    expect(isKernelsReady({ root })).toBe(false)
    await setUpKernels(options)
    expect(isKernelsReady({ root })).toBe(true)
    expect(record(root)).toEqual({
      format: 'unroll-kernels/1',
      kind: 'built',
      note: 'avx2, baseline',
      source: hashOfKernels(root),
    })
    await setUpKernels(options)
    expect(calls).toHaveLength(1)
    writeFiles(root, { 'src/native/addon.cpp': 'int two;' })
    expect(isKernelsReady({ root })).toBe(false)
    await setUpKernels(options)
    expect(calls).toHaveLength(2)
  })

  it.each([
    ['there is no compiler', { find: async () => ({ ok: false, message: 'there is none' }) }],
    ['it fails', { compile: async () => ({ ok: false, message: 'there is none' }) }],
    ['it throws', { compile: () => Promise.reject(new Error('there is none')) }],
    [
      'what it built does not work',
      { prove: async () => ({ ok: false, message: 'there is none' }) },
    ],
  ])('says so and goes on when %s', async (_case, changes) => {
    const { root, options } = checkoutWith()
    await setUpKernels({ ...options, ...changes })
    expect(record(root)).toMatchObject({ kind: 'none', note: 'there is none' })
    expect(isKernelsReady({ root })).toBe(true)
    expect(isKernelsReady({ root, retry: true })).toBe(false)
  })

  it('is a step of set-up that never fails', async () => {
    const { root } = checkoutWith('not C++')
    expect((await setUp({ root, only: ['kernels'] })).ok).toBe(true)
    expect(record(root).kind).toBe('none')
  })

  it('tells in one line what is used instead and how to change that', () => {
    expect(fallbackLine('there is no C++ compiler here')).toBe(
      'Recurrent layers run with the slower TensorFlow kernels: there is no C++ compiler here. ' +
        'Install g++ or clang++ (or name one in CXX) and run "npm run setup".',
    )
  })

  it('has nothing to do where there are no sources', () => {
    expect(isKernelsReady({ root: temporaryFolder() })).toBe(true)
  })
})

describe('the compiler', () => {
  const answering = (names) => async (command) =>
    names.includes(command) ? { code: 0, stdout: `${command} 12\nmore` } : { code: 127 }

  it.each([
    [{}, ['g++', 'clang++'], 'g++'],
    [{}, ['c++', 'g++'], 'c++'],
    [{ CXX: 'my-c++' }, ['my-c++', 'c++'], 'my-c++'],
    [{ CXX: 'gone' }, ['clang++'], 'clang++'],
  ])('is the first that runs: %j of %j', async (env, names, command) => {
    const { value } = await findCompiler(env, answering(names))
    expect(value).toEqual({ command, args: [], version: `${command} 12` })
  })

  it('may come with words of its own', async () => {
    const { value } = await findCompiler({ CXX: 'ccache g++' }, answering(['ccache']))
    expect(value).toMatchObject({ command: 'ccache', args: ['g++'] })
  })

  it('may be missing', async () => {
    expect((await findCompiler({}, answering([]))).message).toBe('there is no C++ compiler here')
  })

  it.each([
    ['x64', ['avx512', 'avx2', 'baseline']],
    ['arm64', ['neon']],
    ['riscv64', ['baseline']],
  ])('is called for each instruction set of %s', (arch, sets) => {
    expect(Object.keys(instructionSetsOf(arch))).toEqual(sets)
  })

  it('is not called on systems where nobody has tried it', async () => {
    expect(linkFlagsOf('win32')).toBeUndefined()
    const outcome = await compileKernels({ root: checkout, compiler: {}, platform: 'win32' })
    expect(outcome.message).toBe('they are not built on win32 yet')
  })

  it('says in a line what it did not like, and leaves nothing behind', async () => {
    const found = await findCompiler()
    const { root } = checkoutWith('int one\nint two;')
    writeFiles(root, { 'src/native/kernel.cpp': '' })
    const output = path.join(root, 'library')
    const outcome = await compileKernels({ root, compiler: found.value, output })
    expect(outcome.message).toMatch(/failed: .*addon\.cpp:.*error/)
    expect(existsSync(output)).toBe(false)
  })
})

describe('the proof', () => {
  it('is passed by the library that set-up built', async () => {
    const proof = await proveKernels(path.join(checkout, binary))
    expect(proof).toEqual({ ok: true, value: expect.stringMatching(/baseline|neon/) })
  })

  it.each([
    ['is not a library', 'text'],
    ['gives wrong numbers', wrongAddon()],
    ['ends its process', 'process.kill(process.pid, "SIGILL"); setTimeout(() => {}, 1e4)'],
  ])('is failed by what %s', async (_case, content) => {
    const root = temporaryFolder()
    mkdirSync(root, { recursive: true })
    const file = path.join(root, 'addon.cjs')
    writeFileSync(file, content)
    expect((await proveKernels(file)).message).toMatch(/^the built kernels (do not work|ended)/)
  })
})

function wrongAddon() {
  return `module.exports = {
    instructionSets: ['avx2'],
    useInstructionSet() {},
    forward: () => ({ output: new Float32Array([0.1, 0.1]), state: [], handle: {} }),
  }`
}
