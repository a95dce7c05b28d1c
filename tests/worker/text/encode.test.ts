// Texts as ids, cut and padded as Keras's pad_sequences does it.
import { describe, expect, it } from 'vitest'
import type { TextOptions } from '#shared/experiment/text'
import { batchOfTexts, fillBatch } from '../../../src/worker/text/batches'
import { encodeText, lengthLimit } from '../../../src/worker/text/encode'
import { buildVocabulary } from '../../../src/worker/text/vocabulary'
import { textOptions } from './data-files'

const counts = new Map([...'abcdef'].map((letter, index) => [letter, 9 - index]))

function encode(text: string, options: Partial<TextOptions>): number[] {
  const all = textOptions(options)
  return Array.from(encodeText(text, buildVocabulary(counts, all), all))
}

describe('encodeText', () => {
  it.each<[string, Partial<TextOptions>, number[]]>([
    ['a b z', {}, [1, 3, 4, 2]],
    ['', {}, [1]],
    ['a b c', { sequenceLength: 4 }, [1, 3, 4, 5]],
    ['a b c d', { sequenceLength: 4 }, [3, 4, 5, 6]],
    ['a b c d e', { sequenceLength: 4 }, [4, 5, 6, 7]],
    ['a b c d e', { sequenceLength: 4, truncating: 'post' }, [1, 3, 4, 5]],
    ['a b', { sequenceLength: 1 }, [4]],
    ['a b', { sequenceLength: 1, truncating: 'post' }, [1]],
    ['', { sequenceLength: 1 }, [1]],
    ['abz', { level: 'character' }, [2, 3, 1]],
    ['abcdef', { level: 'character', sequenceLength: 2 }, [6, 7]],
    ['', { level: 'character' }, []],
  ])('%j with %j', (text, options, ids) => {
    expect(encode(text, options)).toEqual(ids)
  })

  it('cuts at 1,000 ids when no length is given', () => {
    expect(lengthLimit(textOptions())).toBe(1000)
    expect(encode('a '.repeat(1200), {})).toHaveLength(1000)
  })
})

describe('batches', () => {
  const rows = {
    count: 3,
    tokens: Int32Array.of(1, 3, 1, 4, 5, 1),
    offsets: Int32Array.of(0, 2, 5, 6),
    labels: Int32Array.of(0, 1, 2),
    excerpts: [],
  }

  it('takes rows in the given order and pads to the longest of the batch', () => {
    const batch = fillBatch(rows, Int32Array.of(2, 1, 0), 1, 3, textOptions())
    expect(batch).toEqual({
      ids: Int32Array.of(1, 4, 5, 0, 1, 3),
      rows: 2,
      length: 3,
      labels: Int32Array.of(1, 0),
    })
  })

  it('pads to the sequence length, at the end when asked to', () => {
    const options = textOptions({ sequenceLength: 4, padding: 'post' })
    const batch = fillBatch(rows, Int32Array.of(0, 1, 2), 0, 3, options)
    expect(Array.from(batch.ids)).toEqual([1, 3, 0, 0, 1, 4, 5, 0, 1, 0, 0, 0])
  })

  it('is never shorter than one step', () => {
    const options = textOptions({ level: 'character' })
    const batch = batchOfTexts([new Int32Array(), new Int32Array()], options)
    expect(batch).toEqual({
      ids: Int32Array.of(0, 0),
      rows: 2,
      length: 1,
      labels: Int32Array.of(0, 0),
    })
  })
})
