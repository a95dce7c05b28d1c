// HDF5 is written the same each time and read back with its names, shapes and texts.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { readHdf5 } from '../../../src/worker/hdf5/read-hdf5'
import type { Hdf5Group } from '../../../src/worker/hdf5/tree'
import { writeHdf5 } from '../../../src/worker/hdf5/write-hdf5'

const tree: Hdf5Group = {
  attributes: { keras_version: '3.0.0', long: 'ä'.repeat(100_000) },
  groups: {
    layers: {
      groups: {
        dense: {
          attributes: { weight_names: ['dense/kernel', 'dense/bias – ü'] },
          arrays: {
            kernel: { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6.5) },
            bias: { shape: [0], values: new Float32Array() },
          },
        },
      },
    },
    empty: {},
  },
}

afterEach(() => vi.useRealTimers())

describe('what is written', () => {
  it('is read back with its names, shapes and attributes', async () => {
    const content = await readHdf5(await writeHdf5(tree), 'a.h5')
    if (!content.ok) throw new Error(content.message)
    const { attributes, arrays } = content.value
    expect(attributes.get('/')).toEqual(new Map(Object.entries(tree.attributes ?? {})))
    expect(attributes.get('/layers/dense')?.get('weight_names')).toEqual([
      'dense/kernel',
      'dense/bias – ü',
    ])
    expect([...arrays.keys()]).toEqual(['/layers/dense/bias', '/layers/dense/kernel'])
    expect(arrays.get('/layers/dense/kernel')).toEqual({
      shape: [2, 3],
      values: Float32Array.of(1, 2, 3, 4, 5, 6.5),
    })
  })

  it('is the same whenever it is written, and whatever was written before', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 })
    const first = await writeHdf5(tree)
    vi.setSystemTime(1_800_000_000_000)
    await writeHdf5({ arrays: { other: { shape: [999], values: new Float32Array(999).fill(7) } } })
    const again = await writeHdf5(tree)
    expect(Buffer.compare(first, again)).toBe(0)
    // The clock that was put aside is back.
    expect(Date.now()).toBe(1_800_000_000_000)
  })

  it('can be large', async () => {
    const values = new Float32Array(6_000_000).map((_, index) => index)
    const bytes = await writeHdf5({ arrays: { large: { shape: [2000, 3000], values } } })
    const content = await readHdf5(bytes, 'large.h5')
    if (!content.ok) throw new Error(content.message)
    const read = content.value.arrays.get('/large')?.values ?? new Float32Array()
    expect(read.length).toBe(values.length)
    expect(read.every((value, index) => value === index)).toBe(true)
  })

  it('leaves out groups that nobody asks for', async () => {
    const content = await readHdf5(await writeHdf5(tree), 'a.h5', { left: ['layers'] })
    if (!content.ok) throw new Error(content.message)
    expect(content.value.arrays.size).toBe(0)
  })
})
