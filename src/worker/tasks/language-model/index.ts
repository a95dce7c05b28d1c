// Language models: a text to what comes next.
import { success } from '#shared/protocol/result'
import type { TaskModule } from '../task'
import { LanguageModelData } from './data'
import { evaluateRun } from './evaluate'
import { findMismatch } from './find-mismatch'
import { loadStreams } from './load-streams'
import { likelihoods } from './predict'

export const languageModel: TaskModule = {
  async load(request, control) {
    const streams = await loadStreams(request, control)
    return streams.ok ? success(new LanguageModelData(streams.value, request)) : streams
  },
  predict: async (run, texts) => success(await likelihoods(run, texts)),
  evaluate: evaluateRun,
  findMismatch,
}
