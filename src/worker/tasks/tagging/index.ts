// Tagging: a tag for every token of a sentence.
import { success } from '#shared/protocol/result'
import type { TaskModule } from '../task'
import { TaggingData } from './data'
import { evaluateRun } from './evaluate'
import { findMismatch } from './find-mismatch'
import { loadSentences } from './load'
import { predictTags } from './predict'

export const tagging: TaskModule = {
  async load(request, control) {
    const dataset = await loadSentences(request, control)
    return dataset.ok ? success(new TaggingData(dataset.value)) : dataset
  },
  predict: (run, texts) => Promise.resolve(success(predictTags(run, texts))),
  evaluate: evaluateRun,
  findMismatch,
}
