// HDF5 files that were damaged or made to do harm end in a sentence that names the file; neither the process nor this thread minds.
import { File, ready, type Group } from 'h5wasm'
import { describe, expect, it } from 'vitest'
import { readHdf5, type Hdf5Limits } from '../../../src/worker/hdf5/read-hdf5'
import { writeHdf5 } from '../../../src/worker/hdf5/write-hdf5'

/** A file with whatever h5wasm can write. */
async function crafted(write: (file: File) => void): Promise<Uint8Array> {
  const { FS } = await ready
  const file = new File('/crafted.h5', 'w')
  write(file)
  file.close()
  return FS.readFile('/crafted.h5')
}

const numbers = new Float32Array(4)
const whole = (): Promise<Uint8Array> =>
  writeHdf5({
    attributes: { note: 'a text' },
    groups: { a: { arrays: { b: { shape: [50, 50], values: new Float32Array(2500).fill(3) } } } },
  })

function deep(group: Group, depth: number): void {
  if (depth > 0) deep(group.create_group('inner'), depth - 1)
}

type Made = () => Promise<Uint8Array>

const cases: readonly (
  | readonly [what: string, objection: string, make: Made]
  | readonly [what: string, objection: string, make: Made, limits: Partial<Hdf5Limits>]
)[] = [
  ['nothing', 'is no HDF5 file', () => Promise.resolve(new Uint8Array())],
  ['another kind of file', 'is no HDF5 file', () => Promise.resolve(Buffer.from('PK\x03\x04'))],
  [
    'the first bytes alone',
    'is damaged',
    () => Promise.resolve(Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a)),
  ],
  ['a file that is cut off', 'is damaged', async () => (await whole()).subarray(0, 6000)],
  [
    'a link to a name',
    'holds links',
    () => crafted((file) => void file.create_soft_link('/somewhere', 'link')),
  ],
  [
    'a link to another file',
    'holds links',
    () => crafted((file) => void file.create_external_link('/etc/passwd', '/', 'link')),
  ],
  [
    'a group that holds itself',
    'groups within groups',
    () =>
      crafted((file) => {
        const group = file.create_group('group')
        group.create_hard_link('/group', 'itself')
      }),
  ],
  ['groups without an end', 'groups within groups', () => crafted((file) => deep(file, 40))],
  [
    'too many parts',
    'too many parts',
    () =>
      crafted((file) => {
        for (let index = 0; index < 60; index++) file.create_group(`group-${index}`)
      }),
    { objects: 50 },
  ],
  [
    'an endless name',
    'endless name',
    () => crafted((file) => void file.create_group('x'.repeat(5000))),
  ],
  [
    'an array that says it is larger than the file',
    'larger than the file',
    () =>
      crafted((file) => {
        const array = file.create_dataset({
          ...{ name: 'array', data: numbers, shape: [4], dtype: '<f' },
          ...{ maxshape: [null], chunks: [4] },
        })
        array.resize([1_000_000_000])
      }),
  ],
  [
    'an array that unpacks to far more than the file',
    'larger than the file',
    () =>
      crafted((file) => {
        const data = new Float32Array(8_000_000)
        const shape = [8_000_000]
        const options = { chunks: [1_000_000], compression: 9 }
        file.create_dataset({ name: 'array', data, shape, dtype: '<f', ...options })
      }),
  ],
  ['more than may come out', 'unpacks to too much', whole, { bytes: 5000 }],
  [
    'more than fits into memory',
    'damaged|memory',
    () => writeHdf5({ arrays: { a: { shape: [6_000_000], values: new Float32Array(6_000_000) } } }),
    { memory: 2 ** 24 },
  ],
  ['more than can be read in time', 'takes too long to read', whole, { time: 1 }],
  [
    'an attribute without end',
    'endless attributes',
    () => crafted((file) => file.create_attribute('text', 'x'.repeat(5000))),
    { text: 1000 },
  ],
]

describe('a file', () => {
  it.each(cases.map(([what, objection, make, limits]) => ({ what, objection, make, limits })))(
    'with $what is refused ($objection)',
    async ({ objection, make, limits }) => {
      const read = await readHdf5(await make(), '/models/from-elsewhere.h5', limits)
      expect(read).toMatchObject({ ok: false, code: 'run-unreadable' })
      if (read.ok) return
      expect(read.message).toMatch(new RegExp(objection))
      expect(read.message).toContain('/models/from-elsewhere.h5 ')
    },
  )

  it('whose counters are no 32-bit numbers is read without them', async () => {
    const bytes = await crafted((file) => {
      file.create_dataset({ name: 'count', data: new BigInt64Array(1), shape: [1], dtype: '<q' })
      file.create_dataset({ name: 'array', data: numbers, shape: [2, 2], dtype: '<f' })
    })
    const read = await readHdf5(bytes, 'a.h5')
    if (!read.ok) throw new Error(read.message)
    expect([...read.value.arrays.keys()]).toEqual(['/array'])
  })

  it('that is compressed is read', async () => {
    const data = new Float32Array(1000).map((_, index) => index % 7)
    const bytes = await crafted((file) => {
      const options = { chunks: [500], compression: 4 }
      file.create_dataset({ name: 'array', data, shape: [1000], dtype: '<f', ...options })
    })
    const read = await readHdf5(bytes, 'a.h5')
    if (!read.ok) throw new Error(read.message)
    expect(read.value.arrays.get('/array')?.values).toEqual(data)
  })
})
