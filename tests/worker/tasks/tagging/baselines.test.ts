// The baselines give what counting by hand gives.
import { afterAll, describe, expect, it } from 'vitest'
import {
  computeTagBaselines,
  evaluateTagBaselines,
} from '../../../../src/worker/tasks/tagging/baselines'
import { DataFiles, quiet } from '../../text/data-files'
import { experimentOn, load, plainLayers } from './sentences'

const files = new DataFiles()
afterAll(() => files.remove())

async function baselinesOf(text: string) {
  const experiment = experimentOn(files.write('data.conll', text), plainLayers, {
    data: { validationRows: 'last', validationSplit: 0.25 },
  })
  const { labels, training, validation, wordIds } = await load(experiment)
  const isUnknown = (id: number): boolean => wordIds.isUnknown(id)
  return computeTagBaselines({ labels, training, validation, isUnknown }, quiet)
}

describe('computeTagBaselines', () => {
  it('answers by word, and for unknown ones as for words seen once', async () => {
    const training = 'the D\nrun N\n\nthe D\nrun N\ncat N\n\nthey P\nrun V\nthe D\n'
    const [majority, byWord] = await baselinesOf(`${training}\nthe D\nrun V\nnew N\n`)
    // Of 8 training tokens D and N have 3 each, and D comes first.
    expect(majority).toMatchObject({ name: 'majority', accuracy: 1 / 3 })
    expect(majority.loss).toBeCloseTo(
      -(Math.log(3 / 8) + Math.log(1 / 8) + Math.log(3 / 8)) / 3,
      12,
    )
    // the: D; run: N, wrongly; new: N, as cat and they, seen once, have N and P.
    expect(byWord).toMatchObject({ name: 'most-frequent-tag', accuracy: 2 / 3 })
    const losses = [(3 + 0) / 4, (1 + 0) / 4, 1 / 2].map((share) => -Math.log(share))
    expect(byWord.loss).toBeCloseTo(losses.reduce((sum, one) => sum + one) / 3, 12)
    expect(byWord.extras).toEqual({ valMacroF1: expect.closeTo((1 + 0 + 2 / 3) / 3, 12) })
  })

  it('counts entities where the tags mark some', async () => {
    const one = 'Ann B-PER\nsaw O\nPaul B-PER\n\n'
    const [majority, byWord] = await baselinesOf(`${one}${one}${one}Ann B-PER\nsaw O\nMary B-PER\n`)
    expect(majority.extras).toMatchObject({ valEntityF1: 1 / 2 + 0.3 })
    expect(byWord.extras).toMatchObject({ valEntityF1: 1 })
  })
})

describe('evaluateTagBaselines', () => {
  it('answers the most frequent tag of the sentences themselves', async () => {
    const experiment = experimentOn(files.write('own.conll', 'a D\nb N\nc N\n\nd N\n'), plainLayers)
    const { labels, all } = await load(experiment)
    expect(await evaluateTagBaselines(labels, all, quiet)).toMatchObject([
      { name: 'majority', accuracy: 3 / 4 },
    ])
  })
})
