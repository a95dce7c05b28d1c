// Several labels as bars: all of a few, the most probable of many.
import { expect, it } from 'vitest'
import { labelBars, labelsInWords } from '../../../../src/renderer/src/features/try/label-answer'

const prediction = {
  labels: ['b'],
  probabilities: [
    { label: 'a', probability: 0.2 },
    { label: 'b', probability: 0.9 },
    { label: 'c', probability: 0.4 },
  ],
}

it('keeps the order of the labels while all fit', () => {
  const bars = labelBars(prediction, [], 3)
  expect(bars.map((bar) => [bar.label, bar.text, bar.strong])).toEqual([
    ['a', '0.20', false],
    ['b', '0.90', true],
    ['c', '0.40', false],
  ])
})

it('shows the most probable of many, and names without an answer', () => {
  expect(labelBars(prediction, [], 2).map((bar) => bar.label)).toEqual(['b', 'c'])
  expect(labelBars(null, ['a', 'b', 'c'], 2).map((bar) => bar.text)).toEqual(['–', '–'])
})

it('says the labels, or that there is none', () => {
  expect(labelsInWords({ labels: ['a', 'b'] })).toBe('a, b')
  expect(labelsInWords({ labels: [] })).toBe('no label')
})
