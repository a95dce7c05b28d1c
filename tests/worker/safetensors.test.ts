// The safetensors format: what is written is what is read, and a hostile file is refused with a sentence.
import { describe, expect, it } from 'vitest'
import { readSafetensors, writeSafetensors, type StoredTensor } from '../../src/worker/safetensors'

const tensors = new Map<string, StoredTensor>([
  ['matrix', { shape: [2, 3], values: Float32Array.of(1, -2.5, 3e-40, NaN, Infinity, 6) }],
  ['ids', { shape: [2], values: Int32Array.of(-7, 2 ** 31 - 1) }],
  ['nothing', { shape: [0, 4], values: new Float32Array(0) }],
  ['scalar', { shape: [], values: Float32Array.of(0.1) }],
])
const whole = writeSafetensors({ tensors, metadata: { format: 'test', ü: '{"a":1}' } })

/** A file with any header and so many bytes of numbers. */
function fileOf(header: unknown, bytes: number): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  )
  const file = new Uint8Array(8 + json.length + bytes)
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true)
  file.set(json, 8)
  return file
}
const entry = (begin: number, end: number, shape = [(end - begin) / 4], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
})

describe('what is written', () => {
  it('is read back, from a Buffer of any place too', () => {
    const inside = Buffer.concat([Buffer.from('abc'), whole]).subarray(3)
    for (const bytes of [whole, inside]) {
      const read = readSafetensors(bytes, 'a.safetensors')
      if (!read.ok) throw new Error(read.message)
      expect(new Map(read.value.tensors)).toEqual(tensors)
      expect(read.value.metadata).toEqual({ format: 'test', ü: '{"a":1}' })
    }
  })

  it('has its numbers at a multiple of eight bytes, after a header of spaces and JSON', () => {
    const length = Number(new DataView(whole.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    const header: unknown = JSON.parse(new TextDecoder().decode(whole.subarray(8, 8 + length)))
    expect(header).toMatchObject({
      __metadata__: { format: 'test' },
      matrix: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      ids: { dtype: 'I32', shape: [2], data_offsets: [24, 32] },
    })
    expect(whole.length).toBe(8 + length + 36)
  })
})

describe('a file is refused', () => {
  const hostile: [string, Uint8Array, RegExp][] = [
    ['empty', new Uint8Array(0), /only 0 bytes/],
    ['a huge header', fileOf('{}', 0).fill(0xff, 0, 8), /header claims 18446744073709551615 bytes/],
    ['a header beyond the end', fileOf('{}', 0).subarray(0, 9), /ends within its header/],
    ['no JSON', fileOf('{"a":', 0), /not a JSON object/],
    ['no UTF-8', fileOf('{"a": 1}', 0).fill(0xff, 10, 12), /not a JSON object/],
    ['an array', fileOf([], 0), /not a JSON object/],
    ['metadata of numbers', fileOf({ __metadata__: { a: 1 } }, 0), /no table of texts/],
    ['another type', fileOf({ a: entry(0, 4, [2], 'F16') }, 4), /"a" is described wrongly/],
    ['a negative place', fileOf({ a: entry(-4, 0) }, 4), /"a" is described wrongly/],
    ['a fraction', fileOf({ a: entry(0, 4, [0.5]) }, 4), /"a" is described wrongly/],
    ['no entry', fileOf({ a: 7 }, 0), /"a" is described wrongly/],
    ['an overlap', fileOf({ a: entry(0, 8), b: entry(4, 12) }, 12), /"b" overlaps/],
    ['twice the same place', fileOf({ a: entry(0, 4), b: entry(0, 4) }, 4), /"b" overlaps/],
    ['a gap', fileOf({ a: entry(0, 4), b: entry(8, 12) }, 12), /leaves a gap/],
    ['a gap before all', fileOf({ a: entry(4, 8) }, 8), /leaves a gap/],
    ['a wrong size', fileOf({ a: entry(0, 8, [3]) }, 8), /another size than its shape/],
    ['a size without bounds', fileOf({ a: entry(0, 8, [2 ** 40, 2 ** 40]) }, 8), /another size/],
    ['an end before the begin', fileOf({ a: entry(0, 4), b: entry(4, 0, [1]) }, 4), /"b"/],
    ['numbers beyond the end', fileOf({ a: entry(0, 400) }, 8), /beyond the end/],
    ['numbers that nothing describes', fileOf({ a: entry(0, 4) }, 8), /8 bytes .* 4 are described/],
  ]
  it.each(hostile)('%s', (_name, bytes, message) => {
    const read = readSafetensors(bytes, '/runs/x/a.safetensors')
    expect(read).toMatchObject({ ok: false, code: 'run-unreadable' })
    if (read.ok) return
    expect(read.message).toMatch(message)
    expect(read.message).toMatch(/^\/runs\/x\/a\.safetensors is damaged: .*\.$/)
  })

  it('cut off anywhere', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(readSafetensors(whole.subarray(0, length), 'a').ok).toBe(false)
    }
  })

  it('without ever throwing, whatever single byte of the header is another', () => {
    const length = Number(new DataView(whole.buffer).getBigUint64(0, true))
    for (let at = 0; at < 8 + length; at++) {
      for (const value of [0, 0x22, 0x39, 0x7b, 0xff]) {
        const bytes = whole.slice()
        bytes[at] = value
        expect(() => readSafetensors(bytes, 'a')).not.toThrow()
      }
    }
  })

  it('keeps a name such as __proto__ a name', () => {
    const json = `{"__proto__":${JSON.stringify(entry(0, 4))}}`
    const read = readSafetensors(fileOf(json, 4), 'a')
    if (!read.ok) throw new Error(read.message)
    expect([...read.value.tensors.keys()]).toEqual(['__proto__'])
  })
})
