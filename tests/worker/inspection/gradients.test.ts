// Gradients with respect to states, held against what the model's own layers do when a state is nudged.
import type { Tensor } from '@tensorflow/tfjs'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { gradientFlowRequestSchema } from '#shared/domain/inside/gradient-flow'
import {
  byDistance,
  inspectionRequestSchema,
  memoryHorizon,
} from '#shared/domain/inside/inspection'
import type { Progress } from '#shared/protocol/trainer-api'
import { startBackend, tf } from '../../../src/worker/backend'
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { gradientFlow } from '../../../src/worker/inspection/gradient-flow'
import { inspect } from '../../../src/worker/inspection/inspect'
import { runThereAndBack } from '../../../src/worker/inspection/look'
import { networksOf } from '../../../src/worker/inspection/networks'
import { readText } from '../../../src/worker/inspection/read-text'
import { recurrentLayersOf } from '../../../src/worker/kernels/recurrence'
import { runFromState } from '../../../src/worker/kernels/run-from-state'
import { denseLogits } from '../../../src/worker/model/forward'
import { classifier, tagger } from './inspected-runs'

const text = 'the cat sees a dog'
let open: LoadedRun[] = []

beforeAll(() => startBackend())
afterEach(() => {
  for (const { model } of open) model.dispose()
  open = []
})

function opened(run: LoadedRun): LoadedRun {
  open.push(run)
  return run
}

/** The loss of "positive" when the state after step `at` is nudged, by the model's own layers. */
function lossWith({ model }: LoadedRun, ids: Int32Array, at: number, nudge: Float32Array): number {
  const [embedding, layer, dense] = model.layers
  const [recurrent] = recurrentLayersOf(layer)
  return tf.tidy(() => {
    const input = embedding.apply(tf.tensor2d(ids, [1, ids.length], 'int32')) as Tensor // one tensor
    const [, , width] = input.shape
    const part = (from: number, count: number) => tf.slice(input, [0, from, 0], [1, count, width])
    const { state } = runFromState(recurrent, { input: part(0, at + 1) })
    const [hidden, ...rest] = state
    const nudged = [tf.add(hidden, tf.tensor2d(nudge, [1, nudge.length])), ...rest]
    const left = ids.length - at - 1
    const [last] =
      left === 0
        ? nudged
        : runFromState(recurrent, { input: part(at + 1, left) }, { initialState: nudged }).state
    const [logit] = denseLogits(dense, tf.reshape(last, [1, -1])).dataSync()
    return Math.log1p(Math.exp(-logit))
  })
}

describe.each(['SimpleRNN', 'LSTM', 'GRU'] as const)('gradients of a %s', (type) => {
  it('are what nudging each state does to the loss of the real model', () => {
    const run = opened(classifier([{ type, units: 6 }]))
    const read = readText(run, text)
    if (!read.ok) throw new Error(read.message)
    const options = { answer: 'positive', output: null, surgery: [] }
    const found = runThereAndBack(run, networksOf(run.model, run.experiment), read.value, options)
    if (!found.ok) throw new Error(found.message)
    const [gradient] = found.value.gradients
    const size = 0.02
    for (let step = 4; step < 9; step++) {
      const differences = Array.from({ length: 6 }, (_, unit) => {
        const nudge = (by: number) =>
          Float32Array.from({ length: 6 }, (_, at) => (at === unit ? by : 0))
        const [above, below] = [size, -size].map((by) =>
          lossWith(run, read.value.ids, step, nudge(by)),
        )
        return (above - below) / (2 * size)
      })
      const own = gradient.subarray(step * 6, step * 6 + 6)
      expect(Math.abs(Math.hypot(...own) / Math.hypot(...differences) - 1)).toBeLessThan(1e-3)
    }
  })
})

describe('a gradient flow', () => {
  const flow = async (
    run: LoadedRun,
    request: object,
    control: {
      readonly isStopped?: () => boolean
      readonly onProgress?: (progress: Progress) => void
    } = {},
  ) =>
    gradientFlow(
      run,
      gradientFlowRequestSchema.parse({ requestId: 'flow', snapshots: ['kept'], ...request }),
      {
        isStopped: () => false,
        onProgress: () => {},
        ...control,
      },
    )

  it('of one text is that of its inspection, with its horizon', async () => {
    const run = opened(classifier([{ type: 'LSTM', units: 6 }]))
    const found = await flow(run, { texts: [{ text, answer: 'positive' }] })
    const looked = await inspect(run, inspectionRequestSchema.parse({ text, answer: 'positive' }))
    if (!found.ok || !looked.ok) throw new Error('both are there')
    const norms = byDistance(looked.value.layers[0])
    expect(found.value.curves).toEqual([
      { snapshot: 'kept', layer: 'lstm', direction: null, norms, horizon: memoryHorizon(norms) },
    ])
  })

  it('of several texts is the mean over those that reach so far', async () => {
    const run = opened(tagger())
    const short = 'the cat'
    const [one, other, both] = [
      await flow(run, { texts: [{ text }] }),
      await flow(run, { texts: [{ text: short }] }),
      await flow(run, { texts: [{ text }, { text: short }] }),
    ]
    if (!one.ok || !other.ok || !both.ok) throw new Error('all are there')
    const norms = both.value.curves.map((curve) => curve.norms)
    for (const [index, mean] of norms.entries()) {
      const [a, b] = [one, other].map(({ value }) => value.curves[index].norms)
      // The layer that reads backwards begins at the end, where the output is: nothing lies before.
      expect(mean).toHaveLength(index === 0 ? 5 : 1)
      for (let distance = 0; distance < mean.length; distance++) {
        const wanted = distance < b.length ? (a[distance] + b[distance]) / 2 : a[distance]
        expect(mean[distance]).toBeCloseTo(wanted, 10)
      }
    }
  })

  it('tells its progress and can be stopped', async () => {
    const run = opened(tagger())
    const told: Progress[] = []
    const stopped = await flow(
      run,
      { texts: [{ text }, { text }], snapshots: ['kept', 'kept'] },
      { isStopped: () => told.length > 0, onProgress: (progress) => told.push(progress) },
    )
    expect(stopped).toMatchObject({ ok: false, code: 'stopped' })
    expect(told).toEqual([{ phase: 'inspecting', done: 0, total: 4, unit: 'texts' }])
  })

  it('names an answer that the model cannot give', async () => {
    const run = opened(tagger())
    expect(await flow(run, { texts: [{ text, answer: 'ADV' }] })).toMatchObject({
      ok: false,
      code: 'data-unusable',
    })
  })
})

describe('a memory horizon', () => {
  it.each([
    [[1, 0.5, 0.02, 0.009, 0.001], 3],
    [[0, 0, 1, 0.5, 0.002], 4],
    [[1, 0.001, 1, 0.5], null],
    [[1, 0.5], null],
    [[], null],
    [[0, 0], null],
  ])('of %j is %j', (norms, horizon) => {
    expect(memoryHorizon(norms)).toBe(horizon)
  })
})
