// seq2seq: a text to another text, by an encoder and a decoder.
import { success } from '#shared/protocol/result'
import type { TaskModule } from '../task'
import { PairData } from './data'
import { loadPairs } from './data/load-pairs'
import { evaluateRun } from './evaluate'
import { findMismatch } from './find-mismatch'
import { predictTexts } from './predict'

export const seq2seq: TaskModule = {
  async load(request, control) {
    const dataset = await loadPairs(request, control)
    return dataset.ok ? success(new PairData(dataset.value)) : dataset
  },
  predict: async (run, texts, options) => success(await predictTexts(run, texts, options)),
  evaluate: evaluateRun,
  findMismatch,
}
