// Records from elsewhere: whatever a file holds, reading gives a record or a sentence.
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InspectedLayer } from '#shared/domain/inside/inspection'
import type { TimelineRecord } from '#shared/domain/inside/timeline'
import { cutInspection } from '../../../src/worker/recorder/cut-inspection'
import { readTimelineRecord } from '../../../src/worker/recorder/read-record'
import { readTimeline } from '../../../src/worker/recorder/read-timeline'
import { recordBytes } from '../../../src/worker/recorder/record-bytes'
import { listSnapshots, readSnapshot } from '../../../src/worker/recorder/snapshots'
import { recordName } from '../../../src/worker/recorder/timeline-files'
import {
  readSafetensors,
  writeSafetensors,
  type Safetensors,
  type StoredTensor,
} from '../../../src/worker/safetensors'

let folder = ''
const file = (step: number) => join(folder, 'timeline', recordName(step))
const ramp = (rows: number, columns: number) => ({
  rows,
  columns,
  values: Float32Array.from({ length: rows * columns }, (_, index) => index / 10),
})
const token = (text: string) => ({ token: text, id: 4, isUnknown: false })

/** What a layer of so many units did with so many tokens. */
function layerOf(rows: number, units: number): InspectedLayer {
  const matrix = ramp(rows, units)
  return {
    ...{ name: 'gru', direction: null, cell: 'GRU', axis: 'source', inputs: 3, units },
    ...{ activation: 'tanh', recurrentActivation: 'sigmoid', goesBackwards: false },
    input: { rows, columns: 0, values: new Float32Array() },
    hidden: matrix,
    cellState: null,
    initialHidden: new Float32Array(units),
    initialCell: null,
    preActivations: {},
    gates: { update: matrix, reset: matrix, candidate: matrix },
    gradientNorms: Float32Array.from({ length: rows }, (_, index) => index),
  }
}

function recordOf(step: number): TimelineRecord {
  const layers = [{ layer: 'gru', direction: null, norms: [1, 0.5], horizon: 2, unitsLeftOut: 0 }]
  const said = { answer: 'good', probability: 0.9, loss: 0.1, tokensLeftOut: 0, layers }
  return {
    entry: {
      position: { step, epoch: 1, stepInEpoch: step, stepsPerEpoch: 10 },
      seconds: 1.5,
      probes: [said],
    },
    probes: [
      {
        text: 'a film',
        source: {
          tokens: [token('a'), token('film')],
          paddingBefore: 3,
          paddingAfter: 0,
          cut: 0,
        },
        target: null,
        layers: [layerOf(2, 3)],
        outputs: [{ axis: 'source', at: 1, top: [{ label: 'good', probability: 0.9 }] }],
      },
    ],
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-timeline-'))
  await mkdir(join(folder, 'timeline'))
  await writeFile(
    join(folder, 'timeline', 'timeline.json'),
    JSON.stringify({
      format: 'unroll-timeline/1',
      probes: [{ text: 'a film', answer: 'good' }],
      every: 5,
    }),
  )
  for (const step of [0, 5]) await writeFile(file(step), recordBytes(recordOf(step)))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

it('gives a record back as it was written', async () => {
  expect(await readTimelineRecord(folder, 5)).toEqual({ ok: true, value: recordOf(5) })
  expect(await readTimeline(folder)).toMatchObject({
    ok: true,
    value: {
      every: 5,
      entries: [{ position: { step: 0 } }, { position: { step: 5 } }],
    },
  })
})

it('is empty where nothing was recorded', async () => {
  await rm(join(folder, 'timeline'), { recursive: true })
  expect(await readTimeline(folder)).toEqual({
    ok: true,
    value: { probes: [], entries: [], every: null, bytes: 0 },
  })
})

/** Rewrites the record of step 5 with other content. */
async function spoil(change: (content: Safetensors) => Safetensors): Promise<void> {
  const read = readSafetensors(await readFile(file(5)), 'record')
  if (!read.ok) throw new Error(read.message)
  await writeFile(file(5), writeSafetensors(change(read.value)))
}
const withMetadata = (metadata: Record<string, string>) =>
  spoil((content) => ({ ...content, metadata: { ...content.metadata, ...metadata } }))
const withTensor = (name: string, tensor: StoredTensor | null) =>
  spoil(({ tensors, metadata }) => {
    const changed = new Map(tensors)
    if (tensor) changed.set(name, tensor)
    else changed.delete(name)
    return { tensors: changed, metadata }
  })

// Damaged: what is wrong, and whether the list still has the record, which reads no tensor.
const damages: [string, () => Promise<void>, RegExp, boolean][] = [
  ['cut off', () => writeFile(file(5), 'short'), /damaged/, false],
  [
    'of another version',
    () => withMetadata({ format: 'unroll-timeline/2' }),
    /unroll-timeline\/2/,
    false,
  ],
  ['without its entry', () => withMetadata({ entry: '{}' }), /its entry/, false],
  [
    'of another step',
    () => withMetadata({ entry: JSON.stringify(recordOf(6).entry) }),
    /its entry/,
    false,
  ],
  ['without its probes', () => withMetadata({ probes: '[]' }), /its probes/, true],
  [
    'with a layer that has no end',
    () =>
      withMetadata({
        probes: JSON.stringify(
          recordOf(5).probes.map((probe) => ({ ...probe, layers: [{ units: 1e9 }] })),
        ),
      }),
    /its probes/,
    true,
  ],
  ['without a state', () => withTensor('0.0.hidden', null), /its tensors/, true],
  [
    'with a state of another size',
    () => withTensor('0.0.hidden', { shape: [3, 2], values: new Float32Array(6) }),
    /its tensors/,
    true,
  ],
  [
    'with a gate of whole numbers',
    () => withTensor('0.0.gate.reset', { shape: [2, 3], values: new Int32Array(6) }),
    /its tensors/,
    true,
  ],
]
describe('a record that is', () => {
  it.each(damages)('%s is named when it is opened', async (_name, damage, sentence, isListed) => {
    await damage()
    const opened = await readTimelineRecord(folder, 5)
    expect(opened).toMatchObject({ ok: false, code: 'run-unreadable' })
    expect(opened.ok ? '' : opened.message).toMatch(sentence)
    const listed = await readTimeline(folder)
    const steps = listed.ok ? listed.value.entries.map(({ position }) => position.step) : []
    expect(steps).toEqual(isListed ? [0, 5] : [0])
  })

  it('a link is not read', async () => {
    await rm(file(5))
    await symlink(file(0), file(5))
    expect(await readTimelineRecord(folder, 5)).toMatchObject({ ok: false })
  })
})

it.each([
  ['{"format":"unroll-timeline/9"}', /unroll-timeline\/9/],
  ['no JSON', /is damaged/],
])('names a list of probes that cannot be read: %s', async (content, sentence) => {
  await writeFile(join(folder, 'timeline', 'timeline.json'), content)
  const read = await readTimeline(folder)
  expect(read.ok ? '' : read.message).toMatch(sentence)
})

it('passes over snapshots that are damaged, and names one that is not there', async () => {
  await mkdir(join(folder, 'snapshots'))
  const whole = writeSafetensors({
    tensors: new Map([['dense/kernel', { shape: [1], values: Float32Array.of(2) }]]),
    metadata: { format: 'unroll-snapshot/1', epoch: '3', step: '30' },
  })
  const at = (epoch: string) => join(folder, 'snapshots', `epoch-${epoch}.safetensors`)
  await writeFile(at('0003'), whole)
  await writeFile(at('0004'), whole)
  await writeFile(at('0005'), 'short')
  expect(await listSnapshots(folder)).toEqual({
    ok: true,
    value: [{ epoch: 3, step: 30, bytes: whole.length }],
  })
  expect(await readSnapshot(folder, 3)).toMatchObject({ ok: true })
  for (const epoch of [4, 5, 6]) {
    const read = await readSnapshot(folder, epoch)
    expect(read).toMatchObject({ ok: false, code: 'run-unreadable' })
  }
  const gone = await readSnapshot(folder, 6)
  expect(gone.ok ? '' : gone.message).toContain('It has snapshots of the epochs 3.')
})

it('cuts a record to the last tokens and the first units', () => {
  const probe = recordOf(5).probes[0]
  const tokens = Array.from({ length: 6 }, (_, index) => token(`t${index}`))
  const cut = cutInspection(
    {
      ...probe,
      source: { ...probe.source, tokens },
      layers: [layerOf(6, 4)],
      outputs: [0, 5].map((at) => ({ axis: 'source', at, top: [] })),
    },
    { tokens: 2, units: 3, norms: 512 },
  )
  expect(cut.source.tokens.map((one) => one.token)).toEqual(['t4', 't5'])
  expect(cut.outputs.map(({ at }) => at)).toEqual([1])
  const [layer] = cut.layers
  const rounded = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 10))
  expect(rounded(layer.hidden.values)).toEqual([16, 17, 18, 20, 21, 22])
  // The state before the first token that stays is that of the token before it.
  expect(rounded(layer.initialHidden)).toEqual([12, 13, 14])
  expect([...layer.gradientNorms]).toEqual([4, 5])
  expect(layer.units).toBe(3)
})
