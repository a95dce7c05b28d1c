// What the network sees of a row is what encoding the row gives.
import { afterAll, describe, expect, it } from 'vitest'
import type { TextOptions } from '#shared/experiment/text'
import { viewRow, viewSequence } from '../../../src/worker/doctor/text-view'
import { batchOfTexts } from '../../../src/worker/text/batches'
import { encodeText } from '../../../src/worker/text/encode'
import { loadDataset } from '../../../src/worker/text/load-dataset'
import { buildVocabulary } from '../../../src/worker/text/vocabulary'
import { dataOptions, DataFiles, quiet, textOptions } from '../text/data-files'

const files = new DataFiles()
afterAll(() => files.remove())

const counts = new Map(['a', 'b', 'c', 'd', ' '].map((token, index) => [token, 9 - index]))

describe('a text', () => {
  it.each<[string, Partial<TextOptions>]>([
    ['a b z', {}],
    ['a b z', { sequenceLength: 8 }],
    ['a b z', { sequenceLength: 8, padding: 'post' }],
    ['a b c d z z', { sequenceLength: 4 }],
    ['a b c d z z', { sequenceLength: 4, truncating: 'post' }],
    ['a b', { sequenceLength: 1 }],
    ['abcz', { level: 'character', sequenceLength: 6 }],
    ['abcz', { level: 'character', sequenceLength: 2 }],
    ['a b 👍 c', { level: 'bpe', sequenceLength: 20 }],
    ['', { sequenceLength: 3 }],
  ])('%j with %j is shown as it is encoded', (input, options) => {
    const text = textOptions(options)
    const vocabulary = buildVocabulary(counts, text)
    const { tokens, counts: shown } = viewSequence('Text', input, { text, vocabulary })
    const seen = tokens.filter(({ role }) => role !== 'cut')
    const encoded = encodeText(input, vocabulary, text)
    expect(seen.map(({ id }) => id)).toEqual([...batchOfTexts([encoded], text).ids])
    const own = seen.filter(({ role }) => role !== 'padding')
    expect(own.map(({ id }) => id)).toEqual([...encoded])
    const whole = encodeText(input, vocabulary, { ...text, sequenceLength: null })
    expect(shown.cut).toBe(whole.length - encoded.length)
    expect(tokens.filter(({ role }) => role === 'cut')).toHaveLength(shown.cut)
    expect(shown.padding).toBe(seen.length - own.length)
    for (const { id, token, role } of own)
      expect(role === 'unknown' ? vocabulary.idOf(token) : vocabulary.tokens[id]).toBe(
        role === 'unknown' ? vocabulary.unknown : token,
      )
  })
})

describe('a row', () => {
  const data = dataOptions(
    files.write(
      'rows.csv',
      'text,label\nfirst good one,good\n,bad\nthird one,bad\nfourth one,good\nfifth,bad\n',
    ),
  )

  async function view(row: number, others = {}) {
    const text = textOptions({ sequenceLength: 6 })
    const options = { ...data, ...others }
    const dataset = await loadDataset(options, text, 1, quiet)
    if (!dataset.ok) throw new Error(dataset.message)
    return viewRow({ data: options, text }, dataset.value.vocabulary, row)
  }

  it('is found by its place in the file, those that cannot be used counted in', async () => {
    expect(await view(2)).toMatchObject({
      ...{ row: 2, label: 'bad' },
      sequences: [{ title: 'Text', text: 'third one', counts: { tokens: 2, padding: 3 } }],
    })
    expect(await view(1)).toMatchObject({ label: null, sequences: [{ text: '' }] })
    expect(await view(5)).toBeNull()
  })

  it('hides the words of its label where asked to', async () => {
    const hidden = await view(0, { hideLabelWords: true })
    const good = hidden?.sequences[0].tokens.find(({ token }) => token === 'good')
    expect(good).toMatchObject({ role: 'unknown', id: 2 })
    const shown = await view(0)
    expect(shown?.sequences[0].tokens.map(({ role }) => role)).not.toContain('cut')
  })
})
