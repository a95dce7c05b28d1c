// Native TensorFlow: the order of the ways, and that only a proof counts.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  isNativeReady,
  nativeChoice,
  proveNative,
  setUpNative,
} from '../../scripts/lib/native-library.mjs'
import { bindingAddress, installOfficial } from '../../scripts/lib/native-official.mjs'
import { installPackaged } from '../../scripts/lib/native-packaged.mjs'
import { root as checkout } from '../../scripts/lib/paths.mjs'
import { temporaryFolder, writeFiles } from './temporary.mjs'

const tfjs = 'node_modules/@tensorflow/tfjs-node'
const binding = `${tfjs}/lib/napi-v8/tfjs_binding.node`
const works = (version) => async () => ({ ok: true, value: version })
const broken = (message) => async () => ({ ok: false, message })
const record = (root) =>
  JSON.parse(readFileSync(path.join(root, 'node_modules/.unroll/native.json'), 'utf8'))

/** Ways that note when they are tried. */
function waysOf(tried, outcomes) {
  return Object.entries(outcomes).map(([kind, outcome]) => ({
    kind,
    install: async () => {
      tried.push(kind)
      if (outcome instanceof Error) throw outcome
      return outcome
    },
  }))
}

const installed = { ok: true, value: 'Installed.' }
const unreachable = { ok: false, message: 'it could not be reached' }

describe('setUpNative', () => {
  it('takes the first way that is proved', async () => {
    const root = temporaryFolder()
    const tried = []
    const ways = waysOf(tried, { official: installed, packaged: installed })
    await setUpNative({ root, ways, prove: works('2.9.1') })
    expect(tried).toEqual(['official'])
    expect(record(root)).toEqual({
      format: 'unroll-native/1',
      kind: 'official',
      tensorflow: '2.9.1',
      note: 'Installed.',
    })
  })

  it('moves on when a library is installed but does not work', async () => {
    const root = temporaryFolder()
    const tried = []
    const proofs = [broken('it ended its process with SIGILL'), works('1.15.0')]
    const ways = waysOf(tried, { official: installed, packaged: installed })
    await setUpNative({ root, ways, prove: () => proofs.shift()() })
    expect(tried).toEqual(['official', 'packaged'])
    expect(record(root)).toMatchObject({ kind: 'packaged', tensorflow: '1.15.0' })
  })

  it.each([
    ['it cannot be reached', unreachable],
    ['its installer breaks', new Error('no space left on device')],
  ])('moves on when %s', async (_case, outcome) => {
    const root = temporaryFolder()
    const tried = []
    const ways = waysOf(tried, { official: outcome, packaged: installed })
    await setUpNative({ root, ways, prove: works('1.15.0') })
    expect(tried).toEqual(['official', 'packaged'])
  })

  it('says in one sentence why there is none', async () => {
    const root = temporaryFolder()
    const ways = waysOf([], { official: unreachable, packaged: installed })
    await setUpNative({ root, ways, prove: broken('it ended its process with SIGABRT') })
    expect(record(root)).toEqual({
      format: 'unroll-native/1',
      kind: 'none',
      tensorflow: null,
      note: 'It could not be reached; the packaged TensorFlow does not work here (it ended its process with SIGABRT).',
    })
  })

  it.each([
    ['official', ['official']],
    ['packaged', ['packaged']],
    ['none', []],
  ])('tries only what UNROLL_NATIVE=%s asks for', async (choice, expected) => {
    const root = temporaryFolder()
    const tried = []
    const ways = waysOf(tried, { official: unreachable, packaged: unreachable })
    expect((await setUpNative({ root, choice, ways })).kind).toBe('none')
    expect(tried).toEqual(expected)
  })

  it('proves a library that is there already before it downloads another', async () => {
    const root = temporaryFolder()
    writeFiles(root, { [binding]: '', [`${tfjs}/deps/lib/libtensorflow.so.1.15.0`]: '' })
    const tried = []
    const ways = waysOf(tried, { official: installed })
    const found = await setUpNative({ root, ways, prove: works('1.15.0') })
    expect([found.kind, tried]).toEqual(['packaged', []])
  })
})

describe('isNativeReady', () => {
  const cases = [
    { kind: 'packaged', made: 'auto', choice: 'auto', ready: true },
    { kind: 'packaged', made: 'auto', choice: 'packaged', ready: true },
    { kind: 'packaged', made: 'auto', choice: 'official', ready: false },
    { kind: 'packaged', made: 'auto', choice: 'none', ready: false },
    { kind: 'packaged', made: 'auto', choice: 'auto', binding: false, ready: false },
    { kind: 'none', made: 'auto', choice: 'auto', ready: true },
    { kind: 'none', made: 'auto', choice: 'auto', retry: true, ready: false },
    { kind: 'none', made: 'none', choice: 'none', retry: true, ready: true },
    { kind: 'none', made: 'none', choice: 'auto', ready: false },
    { kind: 'none', made: 'official', choice: 'official', ready: true },
  ]
  it.each(cases)('$kind made by $made, asked for $choice (retry $retry): $ready', (row) => {
    const root = temporaryFolder()
    writeFiles(root, {
      'node_modules/.unroll/native.json': { kind: row.kind },
      'node_modules/.unroll/native-stamp.json': { recipe: 1, choice: row.made },
      ...(row.binding !== false && { [binding]: '' }),
    })
    expect(isNativeReady({ root, choice: row.choice, retry: row.retry })).toBe(row.ready)
  })

  it('is false on a fresh checkout', () => {
    expect(isNativeReady({ root: temporaryFolder() })).toBe(false)
  })
})

describe('proveNative', () => {
  const fake = (code) => {
    const root = temporaryFolder()
    writeFiles(root, { 'package.json': '{}', [`${tfjs}/index.js`]: code })
    return proveNative(root)
  }
  const tf = (numbers) => `
    module.exports = {
      tensor2d: () => 0,
      matMul: () => ({ dataSync: () => ${numbers} }),
      backend: () => ({ binding: { TF_Version: '9.9.9' } }),
      getBackend: () => 'tensorflow',
    }`

  it.each([
    ['right numbers', tf('[19, 22, 43, 50]'), { ok: true, value: '9.9.9' }],
    ['an abort', 'process.abort()', { ok: false, message: 'it ended its process with SIGABRT' }],
  ])('judges %s', async (_case, code, expected) => {
    expect(await fake(code)).toEqual(expected)
  })

  it('refuses wrong numbers and what cannot be loaded', async () => {
    expect((await fake(tf('[1, 2, 3, 4]'))).message).toContain('multiplied to 1, 2, 3, 4')
    expect((await fake('throw new Error("bad binding")')).message).toContain('bad binding')
  })

  it('accepts the library of this checkout, if it has one', async ({ skip }) => {
    const found = JSON.parse(
      readFileSync(path.join(checkout, 'node_modules/.unroll/native.json'), 'utf8'),
    )
    if (found.kind === 'none') skip()
    expect(await proveNative()).toEqual({ ok: true, value: found.tensorflow })
  })
})

describe('the ways', () => {
  it('reads UNROLL_NATIVE', () => {
    expect(nativeChoice({})).toEqual({ ok: true, value: 'auto' })
    expect(nativeChoice({ UNROLL_NATIVE: 'none' })).toEqual({ ok: true, value: 'none' })
    expect(nativeChoice({ UNROLL_NATIVE: 'gpu' }).message).toBe(
      'UNROLL_NATIVE is "gpu"; it must be official, packaged or none.',
    )
  })

  it('asks for the binding of the platform before it lets the official installer run', async () => {
    const asked = []
    const reachable = async (address) => {
      asked.push(address)
      return false
    }
    const root = temporaryFolder()
    const manifest = { version: '4.22.0', binary: { host: 'https://example.org/addons' } }
    writeFiles(root, { [`${tfjs}/package.json`]: manifest })
    expect((await installOfficial({ root, reachable })).message).toBe(
      'the official TensorFlow could not be reached',
    )
    expect(asked).toEqual([bindingAddress(manifest)])
    expect(bindingAddress(manifest, 'win32')).toBe(
      'https://example.org/addons/napi-v8/4.22.0/CPU-windows-4.22.0.zip',
    )
  })

  it('has the packaged library for one platform only', async () => {
    const outcome = await installPackaged({
      root: temporaryFolder(),
      platform: 'darwin',
      arch: 'arm64',
    })
    expect(outcome.ok).toBe(false)
  })
})
