// The baselines: right on data whose best answer is known, repeatable, and stoppable.
import { afterAll, describe, expect, it } from 'vitest'
import { computeBaselines, evaluateBaselines } from '../../../src/worker/baselines/baselines'
import type { EncodedDataset } from '../../../src/worker/text/encoded'
import { loadDataset } from '../../../src/worker/text/load-dataset'
import { csvOf, dataOptions, DataFiles, quiet, textOptions } from '../text/data-files'

const files = new DataFiles()
afterAll(() => files.remove())

async function load(content: string): Promise<EncodedDataset> {
  const file = files.write('rows.csv', content)
  const loaded = await loadDataset(dataOptions(file), textOptions(), 7, quiet)
  if (!loaded.ok) throw new Error(loaded.message)
  return loaded.value
}

describe('computeBaselines', () => {
  it('learns words that tell the label', async () => {
    const [majority, linear] = await computeBaselines(await load(csvOf(200)), quiet)
    expect(majority).toMatchObject({ name: 'majority', title: 'Majority class' })
    expect(majority.accuracy).toBeLessThan(0.7)
    expect(linear).toMatchObject({
      name: 'bag-of-words',
      title: 'Bag of words, logistic regression',
      accuracy: 1,
    })
    expect(linear.loss).toBeLessThan(0.1)
  })

  it('tells more than two classes apart', async () => {
    const words = ['sun', 'rain', 'snow', 'fog']
    const rows = Array.from({ length: 200 }, (_, row) => `today ${words[row % 4]},class ${row % 4}`)
    const [majority, linear] = await computeBaselines(
      await load(`text,label\n${rows.join('\n')}`),
      quiet,
    )
    expect(majority.accuracy).toBeLessThan(0.5)
    expect(linear.accuracy).toBe(1)
  })

  it('cannot see the order of the words', async () => {
    const rows = Array.from({ length: 200 }, (_, row) => (row % 2 ? 'a b,x' : 'b a,y'))
    const [, linear] = await computeBaselines(await load(`text,label\n${rows.join('\n')}`), quiet)
    expect(linear.accuracy).toBeLessThan(0.7)
  })

  it('gives the same again', async () => {
    const dataset = await load(csvOf(100))
    const measure = async () =>
      (await computeBaselines(dataset, quiet)).map((one) => [one.accuracy, one.loss])
    expect(await measure()).toEqual(await measure())
  })

  it('leaves out what was not finished when stopped', async () => {
    const dataset = await load(csvOf(100))
    const control = { onProgress: () => {}, isStopped: () => true }
    const names = (await computeBaselines(dataset, control)).map((one) => one.name)
    expect(names).toEqual(['majority'])
  })

  it('measures the majority class by the shares of the training rows', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `text ${row},${row % 4 ? 'big' : 'small'}`)
    const dataset = await load(`text,label\n${rows.join('\n')}`)
    const [majority] = await computeBaselines(dataset, quiet)
    const big = dataset.training.labels.filter((label) => label === 0).length / 32
    const bigMeasured = dataset.validation.labels.filter((label) => label === 0).length / 8
    expect(majority.accuracy).toBeCloseTo(bigMeasured, 10)
    const loss = -bigMeasured * Math.log(big) - (1 - bigMeasured) * Math.log(1 - big)
    expect(majority.loss).toBeCloseTo(loss, 10)
  })
})

describe('evaluateBaselines', () => {
  it('answers the most frequent class of the rows themselves', () => {
    const rows = {
      count: 4,
      tokens: new Int32Array(),
      offsets: new Int32Array(5),
      labels: Int32Array.of(1, 1, 0, 1),
      excerpts: [],
    }
    const [majority] = evaluateBaselines(rows, ['neg', 'pos', 'never seen'])
    expect(majority.accuracy).toBe(0.75)
    expect(majority.loss).toBeCloseTo(-(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)), 10)
  })
})
