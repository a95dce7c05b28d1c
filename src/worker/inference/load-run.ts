// Opens a run folder for use: experiment, vocabulary, labels and model, whatever folder it was moved to.
import type { LayersModel } from '@tensorflow/tfjs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'
import { startBackend } from '../backend'
import { parseVocabulary, type Vocabulary } from '../text/vocabulary'
import { readModel, restoreModel } from './model-file'
import { damaged, readChecked, readJson } from './read-file'

/** What a run folder gives to predict, evaluate and export. The model belongs to the cache: do not dispose it. */
export interface LoadedRun {
  readonly folder: string
  readonly experiment: Experiment
  readonly vocabulary: Vocabulary
  readonly labels: readonly string[]
  readonly model: LayersModel
}

const labelsSchema = z.object({
  format: z.literal('unroll-labels/1'),
  labels: z.array(z.string()).min(2),
})

interface Cached {
  readonly key: string
  readonly run: LoadedRun
  /** Calls that use the model now; it is freed when the last one ends. */
  users: number
}

let cached: Cached | undefined

/**
 * Calls `use` with the run in `folder`. The last run stays loaded until another is asked for or its files change.
 * Fails with `run-unreadable`, naming the file that is missing, damaged or of another version.
 */
export async function withRun<Value>(
  folder: string,
  use: (run: LoadedRun) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const entry = await cachedRun(folder)
  if (!entry.ok) return entry
  entry.value.users++
  try {
    return await use(entry.value.run)
  } finally {
    entry.value.users--
    if (entry.value !== cached && entry.value.users === 0) entry.value.run.model.dispose()
  }
}

/** Frees the model that is kept for the next call, as soon as nobody uses it. */
export function releaseRun(): void {
  if (cached?.users === 0) cached.run.model.dispose()
  cached = undefined
}

async function cachedRun(folder: string): Promise<Result<Cached>> {
  const key = await cacheKey(folder)
  if (cached && cached.key === key) return success(cached)
  const run = await readRun(folder)
  if (!run.ok) return run
  releaseRun()
  cached = { key, run: run.value, users: 0 }
  return success(cached)
}

async function cacheKey(folder: string): Promise<string> {
  const files = ['experiment.json', 'vocabulary.json', 'labels.json', join('model', 'model.json')]
  const stamps = await Promise.all(
    files.map(async (file) => {
      const state = await stat(join(folder, file)).catch(() => undefined)
      return state ? `${state.ino}:${state.mtimeMs}:${state.size}` : 'none'
    }),
  )
  return [folder, ...stamps].join('\n')
}

async function readRun(folder: string): Promise<Result<LoadedRun>> {
  const experiment = await readExperiment(join(folder, 'experiment.json'))
  if (!experiment.ok) return experiment
  const labelsFile = join(folder, 'labels.json')
  const labels = await readChecked(labelsFile, labelsSchema)
  if (!labels.ok) return labels
  const vocabularyFile = join(folder, 'vocabulary.json')
  const json = await readJson(vocabularyFile)
  if (!json.ok) return json
  const vocabulary = parseVocabulary(json.value, vocabularyFile)
  if (!vocabulary.ok) return vocabulary
  const stored = await readModel(folder)
  if (!stored.ok) return stored
  await startBackend()
  const modelFile = join(folder, 'model', 'model.json')
  const model = await restoreModel(stored.value, modelFile)
  if (!model.ok) return model
  const run = {
    folder,
    experiment: experiment.value,
    vocabulary: vocabulary.value,
    labels: labels.value.labels,
    model: model.value,
  }
  const problem = mismatch(run)
  if (!problem) return success(run)
  model.value.dispose()
  return damaged(modelFile, problem)
}

async function readExperiment(file: string): Promise<Result<Experiment>> {
  const json = await readJson(file)
  if (!json.ok) return json
  const parsed = parseExperiment(json.value, file)
  return parsed.ok ? parsed : failure('run-unreadable', parsed.message)
}

/** Why the files cannot belong to one run; undefined when they can. */
function mismatch({ model, labels, vocabulary }: LoadedRun): string | undefined {
  const [embeddings] = model.layers[0].weights
  const rows = embeddings?.shape[0] ?? 0
  if (vocabulary.size > rows) {
    return `it knows ${rows} tokens, but vocabulary.json has ${vocabulary.size}`
  }
  const last = model.layers[model.layers.length - 1].outputShape
  const units = Array.isArray(last[0]) ? undefined : last[last.length - 1]
  if (units !== labels.length && !(units === 1 && labels.length === 2)) {
    return `it has ${String(units)} outputs, but labels.json has ${labels.length} labels`
  }
  return undefined
}
