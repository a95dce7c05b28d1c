// The weights as safetensors and as PyTorch has them: read back in the lab, by Python where it is at hand, and from crafted files.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startBackend, tf } from '../../../src/worker/backend'
import type { ExportedFiles } from '../../../src/worker/export/exporter'
import { exporterOf } from '../../../src/worker/export/exporters'
import { readFolder } from '../../../src/worker/export/package/read-folder'
import { proveFiles } from '../../../src/worker/export/verify-export'
import { releaseRun } from '../../../src/worker/inference/load-run'
import {
  readSafetensors,
  writeSafetensors,
  type StoredTensor,
} from '../../../src/worker/safetensors'
import { oddRuns } from './odd-runs'
import { fullPython, runPython } from './python/interpreter'
import { caseOf, exportAs, quiet, trainedCase } from './runs'

const formats = ['safetensors', 'pytorch'] as const
type Tried = (typeof formats)[number]

let place = ''
const runs = new Map<string, string>()
beforeAll(async () => {
  await startBackend()
  place = await mkdtemp(join(tmpdir(), 'unroll-safetensors-'))
})
afterAll(() => rm(place, { recursive: true, force: true }))

/** A folder that is exported, trained once for both formats. */
async function exported(format: Tried, what: string): Promise<string> {
  const folder = join(place, what.replaceAll(/\W+/g, '-'))
  const tried = oddRuns.find(([name]) => name === what)?.[1] ?? caseOf('classification', 'LSTM')
  if (!tried) throw new Error(`there is no ${what}`)
  const run = runs.get(what) ?? (await trainedCase(folder, tried))
  runs.set(what, run)
  const out = join(folder, `${format}-${Math.random()}`)
  const report = await exportAs(format, run, out)
  releaseRun()
  if (!report.ok) throw new Error(report.message)
  return out
}

async function filesOf(folder: string): Promise<Map<string, Uint8Array>> {
  const files = await readFolder(folder)
  if (!files.ok) throw new Error(files.message)
  return new Map(files.value)
}

function tensorsOf(files: ExportedFiles): Map<string, StoredTensor> {
  const content = files.get('model.safetensors') ?? new Uint8Array()
  const read = readSafetensors(content, 'model.safetensors')
  if (!read.ok) throw new Error(read.message)
  return new Map(read.value.tensors)
}

/** What the lab makes of the files: the difference, or the sentence of a refusal. */
async function verdictOn(format: Tried, files: ExportedFiles): Promise<number | string> {
  const exporter = await exporterOf(format)
  const parity = await proveFiles({ files, folder: 'the folder', exporter }, quiet)
  return parity.ok ? parity.value.largestDifference : parity.message
}

describe.each(formats)('%s', (format) => {
  it.each(oddRuns.map(([what]) => [what]))('is read back and gives the same: %s', async (what) => {
    const tensors = tf.memory().numTensors
    const files = await filesOf(await exported(format, what))
    expect(await verdictOn(format, files)).toBeLessThan(1e-5)
    // The same run gives the same bytes, and every number counts.
    expect(await filesOf(await exported(format, what))).toEqual(files)
    for (const name of tensorsOf(files).keys()) {
      const changed = tensorsOf(files)
      const { shape, values } = changed.get(name) ?? { shape: [0], values: new Float32Array() }
      const others = Float32Array.from(values, (value, at) => value + Math.sin(1 + 1.7 * at))
      changed.set(name, { shape, values: others })
      const bytes = writeSafetensors({ tensors: changed, metadata: {} })
      const verdict = await verdictOn(format, new Map([...files, ['model.safetensors', bytes]]))
      expect([name, Number(verdict) > 1e-5]).toEqual([name, true])
    }
    expect(tf.memory().numTensors).toBe(tensors)
  })

  it('refuses files that are missing, damaged or crafted, and names them', async () => {
    const files = await filesOf(await exported(format, 'plain'))
    const weights = files.get('model.safetensors') ?? new Uint8Array()
    const experiment = JSON.parse(new TextDecoder().decode(files.get('experiment.json'))) as Record<
      string,
      object
    > // the lab's own
    const encoded = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
    const withWeights = (change: (tensors: Map<string, StoredTensor>) => void) => {
      const tensors = tensorsOf(files)
      change(tensors)
      return { 'model.safetensors': writeSafetensors({ tensors, metadata: {} }) }
    }
    const [first] = tensorsOf(files).keys()
    const crafted: [string, Record<string, Uint8Array | null>, RegExp][] = [
      ['no weights', { 'model.safetensors': null }, /^model\.safetensors is missing/],
      [
        'cut off',
        { 'model.safetensors': weights.subarray(0, 900) },
        /^model\.safetensors is damaged/,
      ],
      ['no experiment', { 'experiment.json': null }, /^experiment\.json is missing/],
      [
        'no JSON',
        { 'experiment.json': new Uint8Array([1, 2]) },
        /^experiment\.json is damaged \(it is not JSON/,
      ],
      [
        'another key',
        { 'experiment.json': encoded({ ...experiment, extra: 1 }) },
        /^experiment\.json: extra/,
      ],
      [
        'a huge vocabulary',
        {
          'experiment.json': encoded({
            ...experiment,
            text: { ...experiment.text, vocabularySize: 1_000_000 },
          }),
        },
        /is damaged \((.*shape \[20, 6\]|it is not the network)/,
      ],
      [
        'a tensor too few',
        withWeights((tensors) => tensors.delete(first)),
        /is missing, which should have the shape \[20, 6\]/,
      ],
      [
        'a tensor too many',
        withWeights((tensors) => tensors.set('more', { shape: [1], values: new Float32Array(1) })),
        /"more" belongs to no layer/,
      ],
      [
        'another shape',
        withWeights((tensors) =>
          tensors.set(first, { shape: [6, 20], values: new Float32Array(120) }),
        ),
        /has the shape \[6, 20\], and should have \[20, 6\]/,
      ],
      [
        'whole numbers',
        withWeights((tensors) =>
          tensors.set(first, { shape: [20, 6], values: new Int32Array(120) }),
        ),
        /model\.safetensors is damaged/,
      ],
      [
        'not a number',
        withWeights((tensors) =>
          tensors.set(first, { shape: [20, 6], values: new Float32Array(120).fill(NaN) }),
        ),
        /^Infinity$/,
      ],
    ]
    if (format === 'pytorch')
      crafted.push([
        'another network',
        { 'network.json': encoded({}) },
        /^network\.json is damaged/,
      ])
    for (const [what, changes, expected] of crafted) {
      const changed = new Map(files)
      for (const [name, content] of Object.entries(changes))
        if (content) changed.set(name, content)
        else changed.delete(name)
      const verdict = await verdictOn(format, changed)
      expect([what, String(verdict)]).toEqual([what, expect.stringMatching(expected)])
    }
  })

  it('refuses test vectors that ask for what the model cannot give', async () => {
    const files = await filesOf(await exported(format, 'plain'))
    const asked = (inputs: object, steps: readonly number[] | null, among = files) => {
      const vectors = [{ model: { inputs, steps, outputs: [[1, 0, 0]] } }]
      const content = { format: 'unroll-test-vectors/2', task: 'classification', vectors }
      return verdictOn(
        format,
        new Map([
          ...among,
          ['test-vectors.json', new TextEncoder().encode(JSON.stringify(content))],
        ]),
      )
    }
    expect(await asked({ ids: [20] }, null)).toContain(
      'ids holds the token 20, and the model knows 20.',
    )
    expect(await asked({ ids: [1] }, [1])).toContain('step 1 is asked for, and the model gives 1.')
    expect(await asked({ source: [1], target: [1] }, null)).toContain('the model takes ids')
    const wide = await exported(format, 'deep encoder and decoder')
    const long = { source: new Array(99_999).fill(4), target: new Array(99_999).fill(4) }
    expect(await asked(long, null, await filesOf(wide))).toContain('are too long for the plain')
  })
})

const listSchema = z.object({ shape: z.array(z.number()), sum: z.number() })

it.skipIf(!fullPython)('is read by the safetensors package of Python', async () => {
  const folder = await exported('safetensors', 'deep encoder and decoder')
  const program = `
import json
from load import load_model
weights, layers = load_model()
sums = {name: {"shape": list(one.shape), "sum": float(one.astype("float64").sum())} for name, one in weights.items()}
print(json.dumps([sums, [layer["name"] for layer in layers]]))`
  const { stdout, stderr } = await runPython(fullPython ?? '', folder, ['-c', program])
  expect(stderr).toBe('')
  const [weights, layers] = z
    .tuple([z.record(z.string(), listSchema), z.array(z.string())])
    .parse(JSON.parse(stdout))
  const own = tensorsOf(await filesOf(folder))
  expect(Object.keys(weights).sort()).toEqual([...own.keys()].sort())
  for (const [name, { shape, values }] of own) {
    expect(weights[name].shape).toEqual(shape)
    const sum = Float64Array.from(values).reduce((total, one) => total + one, 0)
    expect(weights[name].sum).toBeCloseTo(sum, 9)
  }
  expect(layers).toContain('encoder_bidirectional')
  const listed = await runPython(fullPython ?? '', folder, ['load.py'])
  expect(listed).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('encoder_lstm/recurrent_kernel'),
  })
})
