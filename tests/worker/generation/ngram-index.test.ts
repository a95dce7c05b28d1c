// Copied stretches are those that a plain search finds; a damaged file is named.
import { describe, expect, it } from 'vitest'
import { buildNgramIndex, NgramIndex } from '../../../src/worker/generation/ngram-index'
import { seededRandom } from '../../../src/worker/text/random'

function indexOf(ids: readonly number[], n?: number, limit?: number): NgramIndex {
  const parsed = NgramIndex.parse(buildNgramIndex(Int32Array.from(ids), n, limit), 'x.bin')
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

/** By the definition: every longest stretch that stands in the text, none within another. */
function plainSearch(written: readonly number[], training: readonly number[], n: number) {
  const stretches: { from: number; to: number }[] = []
  const text = `,${training.join(',')},`
  let last = 0
  for (let from = 0; from < written.length; from++) {
    let to = from
    while (to < written.length && text.includes(`,${written.slice(from, to + 1).join(',')},`)) to++
    if (to - from >= n && to > last) stretches.push({ from, to })
    last = Math.max(last, to)
  }
  return stretches
}

describe('copied stretches', () => {
  it.each([3, 4, 8])('are those of a plain search, of %i tokens and more', (n) => {
    const random = seededRandom(n)
    const draw = (count: number) => Array.from({ length: count }, () => Math.floor(random() * 3))
    let found = 0
    for (let turn = 0; turn < 40; turn++) {
      const training = draw(120)
      const from = Math.floor(random() * 60)
      const written = [...draw(10), ...training.slice(from, from + 30), ...draw(20)]
      const expected = plainSearch(written, training, n)
      found += expected.length
      expect(indexOf(training, n).copiedIn(written)).toEqual(expected)
    }
    expect(found).toBeGreaterThan(40)
  })

  it('are not told where two places together make one', () => {
    const training = [1, 2, 3, 4, 9, 3, 4, 5, 6]
    expect(indexOf(training, 4).copiedIn([1, 2, 3, 4, 5, 6])).toEqual([
      { from: 0, to: 4 },
      { from: 2, to: 6 },
    ])
    expect(indexOf(training, 5).copiedIn([1, 2, 3, 4, 5, 6])).toEqual([])
  })

  it('are found for ids that need more than two bytes, and of bytes that lie anywhere', () => {
    const training = Array.from({ length: 20 }, (_, index) => 70_000 + index)
    const bytes = buildNgramIndex(Int32Array.from(training))
    const moved = new Uint8Array(bytes.length + 3)
    moved.set(bytes, 3)
    const parsed = NgramIndex.parse(moved.subarray(3), 'x.bin')
    if (!parsed.ok) throw new Error(parsed.message)
    expect(parsed.value.copiedIn([1, ...training.slice(4, 14), 2])).toEqual([{ from: 1, to: 11 }])
  })

  it('are none in short texts', () => {
    expect(indexOf([1, 2, 3]).copiedIn([1, 2, 3])).toEqual([])
    expect(indexOf([]).copiedIn(new Array<number>(20).fill(1))).toEqual([])
  })
})

it('says how much of a long training text it holds', () => {
  const training = Array.from({ length: 100 }, (_, index) => index % 50)
  expect(indexOf(training, 8, 25).share).toBe(0.25)
  expect(indexOf(training).share).toBe(1)
})

describe('a damaged file', () => {
  const whole = buildNgramIndex(Int32Array.from({ length: 100 }, (_, index) => index))
  const changed = (at: number) => whole.map((byte, index) => (index === at ? 77 : byte))
  it.each([
    ['empty', new Uint8Array(0), 'it has no header'],
    ['something else', changed(0), 'it has no header'],
    ['of another version', changed(8), 'it is of another version'],
    ['with a header of nonsense', changed(16), 'its header makes no sense'],
    ['cut within an id', whole.subarray(0, 101), 'it has been cut'],
  ])('%s is named', (_name, bytes, reason) => {
    const parsed = NgramIndex.parse(bytes, '/runs/a/training-ngrams.bin')
    expect(parsed.ok).toBe(false)
    if (!parsed.ok)
      expect(parsed.message).toContain(`/runs/a/training-ngrams.bin is damaged (${reason})`)
  })
})
