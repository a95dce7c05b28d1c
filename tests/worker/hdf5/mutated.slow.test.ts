// HDF5 files with bytes changed at places drawn from a seed are read or refused in a sentence: no crash, no hang.
import { describe, expect, it } from 'vitest'
import { readHdf5 } from '../../../src/worker/hdf5/read-hdf5'
import { writeHdf5 } from '../../../src/worker/hdf5/write-hdf5'
import { seededRandom } from '../../../src/worker/text/random'

describe('changed files', () => {
  it('are read or refused', async () => {
    const whole = await writeHdf5({
      attributes: { note: 'a text', more: ['b', 'c'] },
      groups: { a: { arrays: { b: { shape: [3, 3], values: new Float32Array(9).fill(3) } } } },
    })
    const random = seededRandom(7)
    const outcomes = { read: 0, refused: 0 }
    for (let round = 0; round < 60; round++) {
      const bytes = whole.slice()
      const changes = 1 + Math.floor(random() * 8)
      for (let change = 0; change < changes; change++)
        bytes[8 + Math.floor(random() * (bytes.length - 8))] = Math.floor(random() * 256)
      const read = await readHdf5(bytes, 'changed.h5', { time: 5000 })
      if (!read.ok) expect(read.message).toMatch(/^changed\.h5 [^]+\.$/)
      outcomes[read.ok ? 'read' : 'refused']++
    }
    expect(outcomes.read + outcomes.refused).toBe(60)
    expect(outcomes.refused).toBeGreaterThan(10)
  })
})
