// Pairs put together: what is padded where, and which share a batch.
import { describe, expect, it } from 'vitest'
import { likeLengthOrder, pairBatch } from '../../../../src/worker/tasks/seq2seq/batches'
import { Sequences } from '../../../../src/worker/tasks/seq2seq/data/sequences'
import { tinyExperiment } from './tiny'

function sequencesOf(...rows: readonly (readonly number[])[]): Sequences {
  const offsets = new Float64Array(rows.length + 1)
  for (const [row, ids] of rows.entries()) offsets[row + 1] = offsets[row] + ids.length
  return new Sequences(Int32Array.from(rows.flat()), offsets)
}

describe('pairBatch', () => {
  it('pads sources in front and targets behind, and moves what the decoder reads by one', () => {
    const sides = { source: sequencesOf([5, 6, 7], [8]), target: sequencesOf([4, 3], [9, 9, 9, 3]) }
    const batch = pairBatch(sides, Int32Array.of(1, 0), { padding: 'pre' }, 1)
    expect([...batch.source]).toEqual([0, 0, 8, 5, 6, 7])
    expect([...batch.input]).toEqual([1, 9, 9, 9, 1, 4, 0, 0])
    expect([...batch.output]).toEqual([9, 9, 9, 3, 4, 3, 0, 0])
    expect([...batch.mask]).toEqual([1, 1, 1, 1, 1, 1, 0, 0])
    expect(batch.tokens).toBe(6)
  })
})

describe('likeLengthOrder', () => {
  const lengths = Int32Array.from({ length: 203 }, (_, row) => 1 + ((row * 7) % 20))
  const experiment = tinyExperiment({ training: { batchSize: 16 } })
  const order = likeLengthOrder(experiment, lengths, 1)

  it('takes each row once', () => {
    expect([...order].sort((a, b) => a - b)).toEqual([...lengths.keys()])
  })

  it('puts sources of like length into each batch', () => {
    for (let from = 0; from < order.length; from += 16) {
      const own = [...order.subarray(from, from + 16)].map((row) => lengths[row])
      expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(2)
    }
  })

  it('is another in each epoch and the same for the same', () => {
    expect(likeLengthOrder(experiment, lengths, 1)).toEqual(order)
    expect(likeLengthOrder(experiment, lengths, 2)).not.toEqual(order)
  })

  it('is that of the data without shuffling', () => {
    const plain = tinyExperiment({ training: { shuffle: false } })
    expect([...likeLengthOrder(plain, lengths, 1)]).toEqual([...lengths.keys()])
  })
})
