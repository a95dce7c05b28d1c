// Imports a model into a new folder, for tests, and predicts with runs.
import type { Tensor } from '@tensorflow/tfjs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ImportOptions } from '#shared/domain/import'
import { success, type Result } from '#shared/protocol/result'
import type { ImportedModel } from '#shared/protocol/trainer-api'
import { testVectors } from '../../../src/worker/export/package/vectors'
import { importModel } from '../../../src/worker/import/import-model'
import { tf } from '../../../src/worker/backend'
import { releaseRun, withRun, type LoadedRun } from '../../../src/worker/inference/load-run'
import { releaseMasks } from '../../../src/worker/model/dropout'
import type { LoadControl } from '../../../src/worker/text/control'

export const quiet: LoadControl = { onProgress: () => {}, isStopped: () => false }

/** A new folder that is gone once the test is. */
export async function folderForTest(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'unroll-import-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export interface Imported {
  readonly folder: string
  readonly result: Result<ImportedModel>
}

export async function importFrom(
  path: string,
  options: Partial<ImportOptions> = {},
  control: LoadControl = quiet,
): Promise<Imported> {
  const folder = await folderForTest()
  const all = { requestId: 'import', name: null, vocabulary: null, labels: null, ...options }
  return { folder, result: await importModel({ path, options: all, folder }, control) }
}

/** What was imported; throws with the sentence of a refusal. */
export async function importedFrom(
  path: string,
  options: Partial<ImportOptions> = {},
): Promise<{ readonly folder: string; readonly model: ImportedModel }> {
  const { folder, result } = await importFrom(path, options)
  if (!result.ok) throw new Error(result.message)
  return { folder, model: result.value }
}

/** The sentence of a refusal, with its code before it. */
export async function refusalOf(
  path: string,
  options: Partial<ImportOptions> = {},
): Promise<string> {
  const { result } = await importFrom(path, options)
  return result.ok ? 'imported' : `${result.code}: ${result.message}`
}

/** Calls `use` with a run, and lets go of it. */
export async function openRun<Value>(
  folder: string,
  use: (run: LoadedRun) => Promise<Value>,
): Promise<Value> {
  const result = await withRun(folder, async (run) => success(await use(run)))
  releaseRun()
  if (!result.ok) throw new Error(result.message)
  return result.value
}

/** The test vectors of a run, which any run of the same model and words has too. */
export function vectorsOf(folder: string) {
  return openRun(folder, async (run) => {
    const vectors = await testVectors(run)
    if (!vectors.ok) throw new Error(vectors.message)
    return vectors.value
  })
}

/** The largest difference of two values of numbers, texts and lists; infinite where anything else differs. */
export function largestDifference(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return Math.abs(one - other)
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other ? 0 : Infinity
  const [from, to] = [Object.entries(one), Object.entries(other)]
  if (from.length !== to.length) return Infinity
  return from.reduce((most, [key, value], index) => {
    if (key !== to[index][0]) return Infinity
    return Math.max(most, largestDifference(value, to[index][1]))
  }, 0)
}

/** What an imported run's model gives for ids of the file, whose tokens are their numbers; in the order of the file's outputs. */
export function outputsFor(folder: string, rows: readonly (readonly number[])[]): Promise<unknown> {
  return openRun(folder, async ({ model, vocabulary, experiment }) => {
    const idOf = (id: number): number => vocabulary.tokens.indexOf(String(id))
    const outputs = tf.tidy(() => {
      const read = rows.map((row) => row.map(idOf))
      const ids = tf.tensor2d(read, [rows.length, rows[0].length], 'int32')
      const output = model.predict(ids) as Tensor // one output
      if (experiment.task !== 'language-model') return output.arraySync()
      const count = vocabulary.size - vocabulary.reserved
      const written = Array.from({ length: count }, (_, id) => idOf(id))
      return tf.gather(output, tf.tensor1d(written, 'int32'), 2).arraySync()
    })
    releaseMasks(model)
    return outputs
  })
}
