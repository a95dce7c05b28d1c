// Classification: a text to one class, to any number of labels, or to a number.
import { success } from '#shared/protocol/result'
import { loadDataset } from '../../text/load-dataset'
import { memoryLimits } from '../../text/memory-limits'
import type { TaskModule } from '../task'
import { ClassificationData } from './data'
import { evaluateRun } from './evaluate'
import { findMismatch } from './find-mismatch'
import { predictTexts } from './predict'

export const classification: TaskModule = {
  async load(request, control) {
    const { data, text, seed, known } = request
    const dataset = await loadDataset(data, text, seed, control, memoryLimits(), known)
    return dataset.ok ? success(new ClassificationData(dataset.value, request)) : dataset
  },
  predict: async (run, texts) => success(await predictTexts(run, texts)),
  evaluate: evaluateRun,
  findMismatch,
}
