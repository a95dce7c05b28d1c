// Exports a run as a folder that plain @tensorflow/tfjs runs.
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ExportReport } from '#shared/domain/run'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { withRun, type LoadedRun } from '../inference/load-run'
import { predictTexts } from '../inference/predict'
import { modelFiles, modelJson } from '../model/save'
import { batchOfTexts } from '../text/batches'
import { encodeText } from '../text/encode'
import { vocabularyToJson } from '../text/vocabulary'
import { writeFailure, writeWhole } from '../../files/write-file'
import { exportReadme, readmeText } from './readme'
import { modelModule, textModule } from './text-module'

const vectorTexts = [
  readmeText,
  'Dull, slow and far too long; I wanted my evening back.',
  "It isn't bad at all!<br />Not perfect &amp; not cheap, but well worth it.",
  'Größe, naïve, 東京 - 42 % “quoted” words…',
  '',
]

/**
 * Writes the export into `out`, which must be new or empty; it appears whole or not at all.
 * Fails with `run-unreadable`, `disk-full` or `write-failed`.
 */
export function exportTfjs(folder: string, out: string): Promise<Result<ExportReport>> {
  return withRun(folder, async (run) => {
    const taken = await findTaken(out)
    if (taken) return taken
    const content = await exportContent(run)
    return writeFolder(out, content)
  })
}

type Content = readonly (readonly [name: string, content: string | Uint8Array])[]

async function exportContent(run: LoadedRun): Promise<Content> {
  const { experiment, vocabulary, labels, model } = run
  const files = await modelFiles(model)
  // The place of the data on this computer is nobody else's business.
  const data = { ...experiment.data, path: basename(experiment.data.path) }
  return [
    ['model.json', json(modelJson(files, 'weights.bin'))],
    ['weights.bin', files.weights],
    ['vocabulary.json', json(vocabularyToJson(vocabulary, experiment.text))],
    ['labels.json', json({ format: 'unroll-labels/1', labels })],
    ['experiment.json', json({ ...experiment, data })],
    ['unroll-text.mjs', textModule],
    ['unroll-model.mjs', modelModule],
    ['test-vectors.json', json(await testVectors(run))],
    ['README.md', exportReadme(experiment, labels)],
  ]
}

async function testVectors(run: LoadedRun): Promise<object> {
  const { text } = run.experiment
  const predictions = await predictTexts(run, vectorTexts)
  return {
    format: 'unroll-test-vectors/1',
    labels: run.labels,
    vectors: predictions.map((prediction) => ({
      text: prediction.text,
      ids: [...batchOfTexts([encodeText(prediction.text, run.vocabulary, text)], text).ids],
      probabilities: prediction.probabilities.map(({ probability }) => probability),
    })),
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

async function findTaken(out: string): Promise<Failure | undefined> {
  const state = await stat(out).catch(() => undefined)
  if (!state) return undefined
  if (!state.isDirectory()) {
    return failure('write-failed', `${out} is a file; name a new folder to export to.`)
  }
  const names = await readdir(out).catch(() => ['?'])
  return names.length === 0
    ? undefined
    : failure('write-failed', `${out} is not empty; name a new folder to export to.`)
}

async function writeFolder(out: string, content: Content): Promise<Result<ExportReport>> {
  let partial: string | undefined
  try {
    await mkdir(dirname(out), { recursive: true })
    const name = `${out}.partial-${process.pid}-${Date.now().toString(36)}`
    await mkdir(name)
    partial = name
    for (const [name, data] of content) {
      const failed = await writeWhole(join(partial, name), data)
      if (failed) return failed
    }
    await rmdir(out).catch(() => {})
    await rename(partial, out)
    partial = undefined
  } catch (error) {
    return writeFailure(out, error)
  } finally {
    if (partial) await rm(partial, { recursive: true, force: true }).catch(() => {})
  }
  const files = content.map(([name, data]) => ({ name, bytes: Buffer.byteLength(data) }))
  return success({ format: 'tfjs', folder: out, files })
}
