// Records on a slider, as lines, and against each other.
import { expect, it } from 'vitest'
import type { TimelineEntry } from '#shared/domain/inside/timeline'
import {
  answerCurves,
  differenceTo,
  epochMarks,
  indexOfStep,
  widest,
} from '../../../../../src/renderer/src/features/inspect/time/records'
import {
  answerWords,
  noRecordWords,
  probeName,
  recordWords,
} from '../../../../../src/renderer/src/features/inspect/time/probe-words'

const entryAt = (step: number, loss: number | null = 0.5): TimelineEntry => ({
  position: {
    step,
    epoch: Math.max(1, Math.ceil(step / 10)),
    stepInEpoch: step === 0 ? 0 : ((step - 1) % 10) + 1,
    stepsPerEpoch: 10,
  },
  seconds: step,
  probes: [{ answer: 'good', probability: 0.25, loss, tokensLeftOut: 0, layers: [] }],
})
const entries = [0, 4, 10, 15, 20].map((step) => entryAt(step))

it('marks the ends of epochs between the records before and after', () => {
  expect(epochMarks(entries)).toEqual([
    { epoch: 1, share: 0.5 },
    { epoch: 2, share: 1 },
  ])
  const rare = [0, 5, 25].map((step) => entryAt(step))
  expect(epochMarks(rare).map(({ share }) => share)).toEqual([0.625, 0.875])
  expect(epochMarks([entryAt(0)])).toEqual([])
})

it('finds the record that is nearest to a step', () => {
  expect([0, 8, 14, 100].map((step) => indexOfStep(entries, step))).toEqual([0, 2, 3, 4])
})

it('leaves out of a line what a record does not say', () => {
  const { probability, loss } = answerCurves([entryAt(0, null), entryAt(5, 0.4)], 0)
  expect(probability.points).toEqual([
    { x: 0, y: 0.25 },
    { x: 5, y: 0.25 },
  ])
  expect(loss.points).toEqual([{ x: 5, y: 0.4 }])
  expect(answerCurves(entries, 7).loss.points).toEqual([])
})

it('takes one record from another of its size', () => {
  const matrix = (values: number[]) => ({
    rows: 1,
    columns: values.length,
    values: Float32Array.from(values),
  })
  expect(differenceTo(matrix([3, 1]), matrix([1, 2]))).toEqual(matrix([2, -1]))
  expect(differenceTo(matrix([3]), matrix([1, 2]))).toBeNull()
  expect(widest(matrix([1, -3]), matrix([2]))).toEqual([-3, 3])
})

it('names probes and records in few words', () => {
  expect(probeName(`${'word '.repeat(30)}`)).toMatch(/^(word )+word?…$|…$/)
  expect(probeName('short\ntext')).toBe('short text')
  expect(recordWords(entryAt(0))).toBe('Before training')
  expect(recordWords(entryAt(1200))).toBe('Step 1,200, epoch 120')
  expect(answerWords({ answer: 'good', probability: 0.25 })).toBe('good, 0.250')
  expect(answerWords({ answer: '3.5', probability: null })).toBe('3.5')
})

it.each([
  ['It comes.', { isUnderWay: true, isImported: false }],
  ['Nothing was recorded while this run trained. Mend.', { isUnderWay: false, isImported: false }],
  [
    'This model was imported, so nothing of its training was recorded.',
    { isUnderWay: false, isImported: true },
  ],
])('says why there is no record: %s', (words, run) =>
  expect(noRecordWords(run, 'It comes.', 'Mend.')).toBe(words),
)
