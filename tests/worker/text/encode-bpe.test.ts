// A dataset read as byte pairs: one chunk becomes many ids, and lengths are counted in ids.
import { afterAll, describe, expect, it } from 'vitest'
import { splitIntoChunks } from '../../../src/worker/text/bpe'
import { encodeText } from '../../../src/worker/text/encode'
import { loadDataset } from '../../../src/worker/text/load-dataset'
import { memoryLimits } from '../../../src/worker/text/memory-limits'
import { dataOptions, DataFiles, quiet, textOptions } from './data-files'

const files = new DataFiles()
afterAll(() => files.remove())

const texts = Array.from(
  { length: 60 },
  (_none, row) => `Row ${row}: the weather was ${row % 2 ? 'wonderful' : 'dreadful'} 👍 in Zürich`,
)
const csv = `text,label\n${texts.map((text, row) => `${text},${row % 2}`).join('\n')}\n`

async function load(options: Parameters<typeof textOptions>[0], heldBytes = 1e8) {
  const text = textOptions({ level: 'bpe', vocabularySize: 320, ...options })
  const limits = { ...memoryLimits(), folder: files.root, heldBytes }
  const data = dataOptions(files.write('rows.csv', csv), { validationRows: 'last' })
  const dataset = await loadDataset(data, text, 1, quiet, limits)
  if (!dataset.ok) throw new Error(dataset.message)
  return dataset.value
}

describe('byte pairs of a dataset', () => {
  it.each([
    ['in memory', 1e8],
    ['in temporary files', 100],
  ])('are what encoding a text alone gives, %s', async (_where, heldBytes) => {
    const { text, vocabulary, training, validation, report, close } = await load({}, heldBytes)
    const rows = [training, validation].flatMap(({ count, offsets, tokens }) =>
      Array.from({ length: count }, (_none, row) =>
        Array.from(tokens.subarray(offsets[row], offsets[row + 1])),
      ),
    )
    expect(rows).toEqual(texts.map((one) => Array.from(encodeText(one, vocabulary, text))))
    expect(report.length.maximum).toBe(Math.max(...rows.map((row) => row.length)))
    expect(report.length.minimum).toBe(Math.min(...rows.map((row) => row.length)))
    expect(report.vocabulary).toMatchObject({ size: vocabulary.size, outOfVocabularyShare: 0 })
    expect(rows[0].length).not.toBe(splitIntoChunks(texts[0]).length)
    close?.()
  })

  it('are cut by their own number', async () => {
    const whole = await load({})
    const length = whole.report.length.maximum - 1
    const cut = await load({ sequenceLength: length })
    const longest = texts.filter(
      (text) => encodeText(text, whole.vocabulary, whole.text).length > length,
    )
    expect(cut.report.truncatedShare).toBeCloseTo(longest.length / texts.length)
    expect(longest.length).toBeGreaterThan(0)
  })

  it('fall back to bytes where the vocabulary has no room for merges', async () => {
    const { vocabulary, report } = await load({ vocabularySize: 20 })
    expect(vocabulary.size).toBe(20)
    expect(vocabulary.merges).toEqual([])
    expect(report.vocabulary.outOfVocabularyShare).toBeGreaterThan(0)
  })
})
