// Which implementation a layer gets, and the few words that say why.
import { describe, expect, it } from 'vitest'
import { describeAvailable, describeChoice } from '../../../src/worker/kernels/available'
import { chooseKernels, type AvailableKernels } from '../../../src/worker/kernels/choose'
import type { Recurrence } from '../../../src/worker/kernels/recurrence'

const lstm: Recurrence = {
  cell: 'LSTM',
  units: 32,
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  dropout: 0.3,
  recurrentDropout: 0,
  returnSequences: false,
  goBackwards: true,
  isStateful: false,
}
const all: AvailableKernels = { forced: null, native: ['avx2', 'baseline'], tensorflow: true }
const none = { missing: 'no C++ compiler was found' }

const cases: readonly [string, Partial<Recurrence>, Partial<AvailableKernels>, string][] = [
  ['everything at hand', {}, {}, 'native'],
  ['no own kernels', {}, { native: none }, 'TensorFlow (no C++ compiler was found)'],
  [
    'nothing at hand',
    {},
    { native: none, tensorflow: false },
    'tfjs (no C++ compiler was found; no native TensorFlow)',
  ],
  ['own kernels without TensorFlow', {}, { tensorflow: false }, 'native'],
  ['another activation', { activation: 'relu' }, {}, 'tfjs (activation relu)'],
  [
    'another recurrent activation',
    { recurrentActivation: 'hardSigmoid' },
    {},
    'tfjs (recurrentActivation hardSigmoid)',
  ],
  [
    'a SimpleRNN, without gates',
    { cell: 'SimpleRNN', recurrentActivation: undefined },
    {},
    'native',
  ],
  ['recurrent dropout', { recurrentDropout: 0.2 }, {}, 'tfjs (recurrent dropout)'],
  ['a state that is kept', { isStateful: true }, {}, 'tfjs (keeps its state)'],
  [
    'many units without AVX2',
    { units: 512 },
    { native: ['baseline'] },
    'TensorFlow (faster here without AVX2)',
  ],
  ['few units without AVX2', { units: 64 }, { native: ['baseline'] }, 'native'],
  ['stock forced', {}, { forced: 'stock' }, 'tfjs (set by UNROLL_KERNELS)'],
  ['TensorFlow forced', {}, { forced: 'tensorflow' }, 'TensorFlow (set by UNROLL_KERNELS)'],
  ['native forced', { units: 512 }, { forced: 'native', native: ['baseline'] }, 'native'],
  [
    'native forced where it cannot be',
    { activation: 'relu' },
    { forced: 'native' },
    'tfjs (activation relu)',
  ],
]

describe('chooseKernels', () => {
  it.each(cases)('%s', (_name, recurrence, available, expected) => {
    const choice = chooseKernels({ ...lstm, ...recurrence }, { ...all, ...available })
    expect(describeChoice(choice)).toBe(expected)
  })
})

describe('describeAvailable', () => {
  it.each<[Partial<AvailableKernels>, RegExp]>([
    [{}, /^native \(avx2, \d+ threads?\)$/],
    [{ native: none }, /^TensorFlow's fused operations \(no C\+\+ compiler was found\)$/],
    [{ native: none, tensorflow: false }, /^tfjs's layers \(no C\+\+ compiler was found\)$/],
    [{ forced: 'stock' }, /^tfjs's layers \(set by UNROLL_KERNELS\)$/],
  ])('%o', (available, expected) => {
    expect(describeAvailable({ ...all, ...available })).toMatch(expected)
  })
})
