// Reads a model's weights and the experiment that says what they are from exported files, which may come from elsewhere.
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'
import { damaged } from '../../inference/read-file'
import { readSafetensors, type Safetensors } from '../../safetensors'
import type { ExportedFiles } from '../exporter'

export const weightsFile = 'model.safetensors'
const experimentFile = 'experiment.json'

/** `experiment.json`; fails with `run-unreadable` unless it describes a model that the lab can build. */
export function readExportedExperiment(files: ExportedFiles): Result<Experiment> {
  const content = files.get(experimentFile)
  if (!content) return missing(experimentFile)
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(content))
  } catch {
    return damaged(experimentFile, 'it is not JSON')
  }
  const parsed = parseExperiment(json, experimentFile)
  return parsed.ok ? parsed : failure('run-unreadable', parsed.message)
}

/** `model.safetensors`. */
export function readExportedWeights(files: ExportedFiles): Result<Safetensors['tensors']> {
  const content = files.get(weightsFile)
  if (!content) return missing(weightsFile)
  const read = readSafetensors(content, weightsFile)
  return read.ok ? success(read.value.tensors) : read
}

/** The failure for a tensor that is missing or has another shape than the model. */
export function misfit(
  name: string,
  found: readonly number[] | undefined,
  expected: readonly number[],
): Result<never> {
  const wanted = `[${expected.join(', ')}] by ${experimentFile}`
  return damaged(
    weightsFile,
    found
      ? `${name} has the shape [${found.join(', ')}], and should have ${wanted}`
      : `${name} is missing, which should have the shape ${wanted}`,
  )
}

/** The failure for tensors that no layer has. */
export function findStray(
  tensors: Safetensors['tensors'],
  known: ReadonlySet<string>,
): Result<never> | undefined {
  const stray = [...tensors.keys()].find((name) => !known.has(name))
  if (stray === undefined) return undefined
  return damaged(
    weightsFile,
    `${JSON.stringify(stray.slice(0, 100))} belongs to no layer of ${experimentFile}`,
  )
}

function missing(file: string): Result<never> {
  return failure('run-unreadable', `${file} is missing among the exported files.`)
}
