// Class weights by label and balanced, against scikit-learn's compute_class_weight, and the sentences for wrong ones.
import { expect, it } from 'vitest'
import type { ClassWeight } from '#shared/experiment/training'
import { classWeightsOf } from '../../../../src/worker/tasks/classification/class-weights'

const labels = ['neg', 'neutral', 'pos']

it.each<[string, ClassWeight, number[], number[] | null]>([
  ['none', null, [1, 2, 3], null],
  // 60 rows / (3 classes x 10, 20, 30 rows)
  ['balanced', 'balanced', [10, 20, 30], [2, 1, 2 / 3]],
  ['balanced when it is already', 'balanced', [7, 7, 7], [1, 1, 1]],
  ['balanced without a class', 'balanced', [10, 0, 30], [2, 1, 2 / 3]],
  ['by label', { neg: 3, neutral: 0.5, pos: 0 }, [1, 1, 1], [3, 0.5, 0]],
  ['by some labels', { pos: 4 }, [1, 1, 1], [1, 1, 4]],
  ['by no label', {}, [1, 1, 1], [1, 1, 1]],
])('%s', (_name, option, counts, expected) => {
  expect(classWeightsOf(option, labels, counts)).toEqual({
    ok: true,
    value: expected && Float32Array.from(expected),
  })
})

it('balanced classes together count as much as the rows', () => {
  const counts = [3, 50, 947]
  const weights = classWeightsOf('balanced', labels, counts)
  if (!weights.ok || !weights.value) throw new Error('no weights')
  const { value } = weights
  const total = counts.reduce((sum, count, id) => sum + count * value[id], 0)
  expect(total).toBeCloseTo(1000, 2)
})

it.each<[string, ClassWeight, string]>([
  [
    'a label that the data do not have',
    { neg: 1, posi: 2 },
    'training.classWeight.posi: the data have no label "posi". Did you mean "pos"? They have 3 labels: neg, neutral, pos.',
  ],
  [
    'one that is like none of them',
    { 1: 2 },
    'training.classWeight.1: the data have no label "1". They have 3 labels: neg, neutral, pos.',
  ],
  [
    'weights of 0 for every class with rows',
    { neg: 0, pos: 0 },
    'training.classWeight: every class counts 0, so nothing can be learned. Give at least one class more.',
  ],
])('refuses %s', (_name, option, message) => {
  const weights = classWeightsOf(option, labels, [5, 0, 5])
  expect(weights).toMatchObject({ ok: false, code: 'experiment-invalid', message })
})
