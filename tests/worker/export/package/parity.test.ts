// The difference between two rows of outputs.
import { describe, expect, it } from 'vitest'
import { parityWords } from '#shared/domain/export'
import { differenceOf, measureParity } from '../../../../src/worker/export/package/parity'
import { quiet } from '../runs'

describe('the difference of two rows', () => {
  it('is absolute up to 1, in proportion beyond', () => {
    expect(differenceOf([0.5, 0.25], [0.25, 0.25])).toBe(0.25)
    expect(differenceOf([-0.5], [0.5])).toBe(1)
    expect(differenceOf([1001], [1000])).toBeCloseTo(0.001)
  })
  it('is infinite where a number is missing or none', () => {
    expect(differenceOf([], [1])).toBe(Infinity)
    expect(differenceOf([1, 2], [1])).toBe(Infinity)
    expect(differenceOf([NaN], [1])).toBe(Infinity)
  })
})

describe('the parity of a model', () => {
  const model = (rows: readonly (readonly number[])[]) => ({
    program: 'a program 1.0',
    compute: () => Promise.resolve(rows),
    close: () => undefined,
  })
  const vector = { inputs: { ids: [1] }, steps: null, outputs: [[0.5, 0.5]] }

  it('is the largest difference of all outputs', async () => {
    const parity = await measureParity(model([[0.5, 0.625]]), [vector, vector], quiet)
    expect(parity).toMatchObject({
      value: { vectors: 2, numbers: 4, largestDifference: 0.125, limit: 1e-5 },
    })
    expect(parity.ok && parityWords(parity.value)).toBe(
      'a program 1.0: 2 vectors, 4 numbers, largest difference 1.3e-1 (limit 1.0e-5)',
    )
  })
  it('is infinite for a row that is not there', async () => {
    const parity = await measureParity(model([]), [vector], quiet)
    expect(parity).toMatchObject({ value: { largestDifference: Infinity } })
  })
  it('ends when it is stopped', async () => {
    const control = { ...quiet, isStopped: () => true }
    expect(await measureParity(model([]), [vector], control)).toMatchObject({ code: 'stopped' })
  })
})
