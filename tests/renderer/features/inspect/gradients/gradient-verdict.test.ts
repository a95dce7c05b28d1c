// What a curve of gradient norms is said to mean, and which advice fits the layer.
import { describe, expect, it } from 'vitest'
import { parseExperiment } from '#shared/experiment/parse'
import type { LayerInput } from '#shared/experiment/layers'
import type { ExperimentInput } from '#shared/experiment/schema'
import {
  horizonWords,
  judge,
  type VerdictKind,
} from '../../../../../src/renderer/src/features/inspect/gradients/gradient-verdict'
import { recurrentSpec } from '../../../../../src/renderer/src/features/inspect/unrolled/layer-spec'

function circumstances(layer: LayerInput, training: ExperimentInput['training'] = {}) {
  const parsed = parseExperiment({
    task: 'classification',
    data: { path: 'data.csv' },
    model: {
      layers: [
        { type: 'Embedding', units: 4 },
        { ...layer, name: 'cell' } as LayerInput, // every layer has a name
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    },
    training,
  })
  if (!parsed.ok) throw new Error(parsed.message)
  const { model, training: options } = parsed.value
  return { spec: recurrentSpec('cell', model), model, training: options }
}
const lstm = circumstances({ type: 'LSTM', units: 4 })
const simple = circumstances({
  type: 'SimpleRNN',
  units: 4,
  recurrentInitializer: 'glorotUniform',
})
/** Norms that change by a factor at each step back. */
const falling = (factor: number, steps = 40) =>
  Array.from({ length: steps }, (_, at) => factor ** at)

const cases: [string, readonly number[], VerdictKind][] = [
  ['three tokens', [1, 0.5, 0.2], 'short'],
  ['zeros', [0, 0, 0, 0, 0], 'nothing'],
  ['a third left at each step', falling(1 / 3), 'vanishes'],
  ['nine tenths left at each step', falling(0.9, 60), 'fades'],
  ['all of it left', falling(0.99, 60), 'keeps'],
  ['a twentieth more at each step', falling(1.2), 'explodes'],
  ['nothing at the output itself', [0, 1, 1, 1, 1], 'explodes'],
]
it.each(cases)('%s: %j is said to be what it is', (_name, norms, kind) => {
  expect(judge(norms, lstm).kind).toBe(kind)
})

describe('what helps', () => {
  it('of a SimpleRNN that vanishes is a gated cell and an orthogonal start', () => {
    const { help } = judge(falling(0.3), simple)
    expect(help.join(' ')).toMatch(/LSTM or a GRU.*orthogonal/)
    expect(help.join(' ')).not.toMatch(/forget bias|[Cc]lip/)
  })

  it('of an LSTM that vanishes is its forget bias, where it has none', () => {
    const without = circumstances({ type: 'LSTM', units: 4, unitForgetBias: false })
    expect(judge(falling(0.3), without).help.join(' ')).toMatch(/forget bias/)
    expect(judge(falling(0.3), lstm).help.join(' ')).not.toMatch(/forget bias|LSTM or/)
  })

  it('of one that explodes is clipping, where it is not clipped yet', () => {
    const clipped = circumstances({ type: 'LSTM', units: 4 }, { clipNorm: 1 })
    expect(judge(falling(1.5), lstm).help.join(' ')).toMatch(/Clip/)
    expect(judge(falling(1.5), clipped).help.join(' ')).not.toMatch(/Clip/)
  })

  it('is left unsaid where nothing is wrong', () => {
    expect(judge(falling(0.99), lstm).help).toEqual([])
  })
})

it('says the horizon as a number of steps, or that it is beyond the text', () => {
  expect(horizonWords(12, 40)).toContain('12 steps')
  expect(horizonWords(null, 40)).toContain('beyond the 40 steps')
})
