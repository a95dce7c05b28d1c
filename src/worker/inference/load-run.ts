// Opens a run folder for use: experiment, vocabulary, labels and model, whatever folder it was moved to.
import type { LayersModel } from '@tensorflow/tfjs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment, Task } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'
import { startBackend } from '../backend'
import { taskModule } from '../tasks/index'
import { parseVocabulary, type Vocabulary } from '../text/vocabulary'
import { readModel, restoreModel } from './model-file'
import { damaged, readChecked, readJson } from './read-file'

/** What a run folder gives to predict, evaluate and export. The model belongs to the cache: do not dispose it. */
export interface LoadedRun {
  readonly folder: string
  readonly experiment: Experiment
  readonly vocabulary: Vocabulary
  /** Of seq2seq: what the model writes with. */
  readonly targetVocabulary: Vocabulary | null
  /** Classes or tags in the order of their ids; empty where a model has none. */
  readonly labels: readonly string[]
  /** Of a model that answers with numbers: an output times deviation plus mean is in the unit of the data. */
  readonly scale: Scale | null
  readonly model: LayersModel
}

const scaleSchema = z.object({ mean: z.number(), deviation: z.number().positive() })
export type Scale = z.output<typeof scaleSchema>

/** `labels.json`, which a model without labels lacks. */
const labelsSchema = z.object({
  format: z.literal('unroll-labels/1'),
  labels: z.array(z.string()),
  scale: scaleSchema.optional(),
})

/** The files beside model/ that a model is read with. */
const textFiles = ['vocabulary.json', 'target-vocabulary.json', 'labels.json'] as const

interface Cached {
  readonly key: string
  readonly run: LoadedRun
  /** Calls that use the model now; it is freed when the last one ends. */
  users: number
}

let cached: Cached | undefined

/** A run that is being read: who else asks for it meanwhile waits for the same one. */
interface Reading {
  readonly key: string
  /** Calls that wait for it. */
  users: number
  result: Promise<Result<Cached>> | null
}

let reading: Reading | undefined

/**
 * Calls `use` with the run in `folder`. The last run stays loaded until another is asked for or its files change.
 * Fails with `run-unreadable`, naming the file that is missing, damaged or of another version.
 */
export async function withRun<Value>(
  folder: string,
  use: (run: LoadedRun) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const entry = await takeRun(folder)
  if (!entry.ok) return entry
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

/** The run with the caller counted among its users from the first moment on, so that nobody frees it before it is used. */
async function takeRun(folder: string): Promise<Result<Cached>> {
  const key = await cacheKey(folder)
  if (cached?.key === key) {
    cached.users++
    return success(cached)
  }
  if (reading?.key === key && reading.result) {
    reading.users++
    return reading.result
  }
  const now: Reading = { key, users: 1, result: null }
  reading = now
  now.result = readCached(folder, now)
  return now.result
}

async function readCached(folder: string, now: Reading): Promise<Result<Cached>> {
  try {
    const run = await readRun(folder)
    if (!run.ok) return run
    releaseRun()
    cached = { key: now.key, run: run.value, users: now.users }
    return success(cached)
  } finally {
    if (reading === now) reading = undefined
  }
}

async function cacheKey(folder: string): Promise<string> {
  const files = ['experiment.json', ...textFiles, join('model', 'model.json')]
  const stamps = await Promise.all(
    files.map(async (file) => {
      const state = await stat(join(folder, file)).catch(() => undefined)
      return state ? `${state.ino}:${state.mtimeMs}:${state.size}` : 'none'
    }),
  )
  return [folder, ...stamps].join('\n')
}

/** What a run's texts become ids and its outputs words with; of a run folder that may have no model yet. Fails with `run-unreadable`. */
export async function readWords(
  folder: string,
  task: Task,
): Promise<Result<Pick<LoadedRun, 'vocabulary' | 'targetVocabulary' | 'labels' | 'scale'>>> {
  const labels = await readLabels(join(folder, 'labels.json'), task)
  if (!labels.ok) return labels
  const vocabulary = await readVocabulary(join(folder, 'vocabulary.json'))
  if (!vocabulary.ok) return vocabulary
  const target =
    task === 'seq2seq'
      ? await readVocabulary(join(folder, 'target-vocabulary.json'))
      : success(null)
  if (!target.ok) return target
  return success({
    vocabulary: vocabulary.value,
    targetVocabulary: target.value,
    labels: labels.value.labels,
    scale: labels.value.scale ?? null,
  })
}

async function readRun(folder: string): Promise<Result<LoadedRun>> {
  const experiment = await readExperiment(join(folder, 'experiment.json'))
  if (!experiment.ok) return experiment
  const { task } = experiment.value
  const words = await readWords(folder, task)
  if (!words.ok) return words
  const stored = await readModel(folder)
  if (!stored.ok) return stored
  await startBackend()
  const modelFile = join(folder, 'model', 'model.json')
  const model = await restoreModel(stored.value, modelFile)
  if (!model.ok) return model
  const run = { folder, experiment: experiment.value, ...words.value, model: model.value }
  const problem = (await taskModule(task)).findMismatch(run)
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

/** Only models that answer with labels or numbers have the file. */
async function readLabels(
  file: string,
  task: Task,
): Promise<Result<z.output<typeof labelsSchema>>> {
  return task === 'classification' || task === 'tagging'
    ? readChecked(file, labelsSchema)
    : success({ format: 'unroll-labels/1', labels: [] })
}

async function readVocabulary(file: string): Promise<Result<Vocabulary>> {
  const json = await readJson(file)
  return json.ok ? parseVocabulary(json.value, file) : json
}
