// Which files of a folder belong to a run, for a copy of it: known names only, and real files.
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { missingFile, readJson, readRequiredJson } from './read-json'
import { readCheckpoints, readExperiment, runFiles } from './run-files'

const topFiles = [
  runFiles.record,
  runFiles.experiment,
  runFiles.summary,
  runFiles.report,
  runFiles.metrics,
  runFiles.evaluation,
  runFiles.testEvaluation,
  runFiles.samples,
  runFiles.checkpoints,
  runFiles.notes,
  runFiles.variants,
  runFiles.log,
  runFiles.csv,
  runFiles.vocabulary,
  runFiles.targetVocabulary,
  runFiles.labels,
  runFiles.ngrams,
]
const eventFolders = ['training', 'validation'].map((name) => join(runFiles.tensorboard, name))
const folders = [
  runFiles.modelFolder,
  runFiles.checkpointFolder,
  runFiles.snapshotFolder,
  runFiles.timelineFolder,
  runFiles.tensorboard,
  ...eventFolders,
]
const eventFile = /^events\.out\.tfevents\.[\w.-]+$/
/** Folders whose files have names of one kind. */
const listed: readonly (readonly [folder: string, file: RegExp])[] = [
  ...eventFolders.map((folder) => [folder, eventFile] as const),
  [runFiles.snapshotFolder, /^epoch-\d{4,7}\.safetensors$/],
  [runFiles.timelineFolder, /^(?:timeline\.json|step-\d{8,12}\.safetensors)$/],
]

const vocabularyFormat = 'unroll-vocabulary/1'
const labelsFormat = 'unroll-labels/1'
const vocabularySchema = z.object({
  format: z.literal(vocabularyFormat),
  tokens: z.array(z.string()),
})
const labelsSchema = z.object({
  format: z.literal(labelsFormat),
  labels: z.array(z.string()),
})
const modelSchema = z.object({
  format: z.literal('layers-model'),
  // A name alone: never a way out of model/.
  weightsManifest: z.array(z.object({ paths: z.array(z.string().regex(/^[\w-][\w.-]*$/)) })),
})

/** The files to copy, relative to the folder; `run-unreadable` when one is a link, missing or damaged. */
export async function listImportFiles(folder: string): Promise<Result<string[]>> {
  // Before anything is read: what is named like a part of the run has to be one.
  const top = await realParts(folder, topFiles, 'file')
  if (!top.ok) return top
  const inside = await realParts(folder, folders, 'folder')
  if (!inside.ok) return inside
  const model = await modelFiles(folder)
  if (!model.ok) return model
  const checkpoints = await readCheckpoints(folder)
  if (!checkpoints.ok) return checkpoints
  const others = await realParts(folder, await listedFiles(folder), 'file')
  if (!others.ok) return others
  const states = checkpoints.value.map(({ file }) => file)
  return success([...top.value, ...model.value, ...states, ...others.value])
}

/** The model's files; with a model there are its vocabulary, its labels where it has some, and all its weights. */
async function modelFiles(folder: string): Promise<Result<string[]>> {
  const found = await realParts(folder, [runFiles.model], 'file')
  if (!found.ok || found.value.length === 0) return found
  const model = await readJson({
    path: join(folder, runFiles.model),
    schema: modelSchema,
    format: 'layers-model',
  })
  if (!model.ok) return model
  const words = await wrongWords(folder)
  if (words) return words
  const paths = model.value?.weightsManifest.flatMap((group) => group.paths) ?? []
  const named = paths.map((path) => join(runFiles.modelFolder, path))
  const weights = await realParts(folder, named, 'file')
  if (!weights.ok) return weights
  const gone = named.find((path) => !weights.value.includes(path))
  return gone ? missingFile(join(folder, gone)) : success([...found.value, ...named])
}

/** What is wrong with the files that a model of this task is read with. */
async function wrongWords(folder: string): Promise<Failure | null> {
  const experiment = await readExperiment(folder)
  if (!experiment.ok) return experiment
  const { task } = experiment.value
  const vocabularies = [
    runFiles.vocabulary,
    ...(task === 'seq2seq' ? [runFiles.targetVocabulary] : []),
  ]
  for (const name of vocabularies) {
    const wrong = await wrongJson(join(folder, name), vocabularySchema, vocabularyFormat)
    if (wrong) return wrong
  }
  const hasLabels = task === 'classification' || task === 'tagging'
  return hasLabels ? wrongJson(join(folder, runFiles.labels), labelsSchema, labelsFormat) : null
}

async function wrongJson(
  path: string,
  schema: z.ZodType<object>,
  format: string,
): Promise<Failure | null> {
  const read = await readRequiredJson({ path, schema, format })
  return read.ok ? null : read
}

async function listedFiles(folder: string): Promise<string[]> {
  const found = await Promise.all(
    listed.map(async ([inside, file]) => {
      const names = await readdir(join(folder, inside)).catch(() => [])
      return names.filter((name) => file.test(name)).map((name) => join(inside, name))
    }),
  )
  return found.flat()
}

/** Those of the parts that are there; a failure when one is something else, a link above all. */
async function realParts(
  folder: string,
  names: readonly string[],
  kind: 'file' | 'folder',
): Promise<Result<string[]>> {
  const there: string[] = []
  for (const name of names) {
    const path = join(folder, name)
    const found = await lstat(path).catch(() => null)
    if (!found) continue
    if (found.isSymbolicLink())
      return failure(
        'run-unreadable',
        `${path} is a link; a run is only imported with its own files.`,
      )
    if (kind === 'file' ? !found.isFile() : !found.isDirectory())
      return failure('run-unreadable', `${path} is damaged: it is not a ${kind}.`)
    there.push(name)
  }
  return success(there)
}
