// How large a model from elsewhere may be: bounds that hold before anything is allocated for it.
import { formatCount } from '#shared/domain/format'
import { failure, type Failure } from '#shared/protocol/result'

const mebibyte = 2 ** 20

export const importLimits = {
  /** Of model.json, experiment.json and the like. */
  jsonBytes: 64 * mebibyte,
  /** Objects and lists inside each other. */
  jsonDepth: 64,
  /** Of a list of tokens, one a line. */
  textBytes: 64 * mebibyte,
  /** Of a model's file, or of all files of its weights. */
  modelBytes: 1024 * mebibyte,
  layers: 512,
  weights: 4096,
  /** Files that the weights are in. */
  shards: 4096,
  /** Numbers in all weights. */
  parameters: 250_000_000,
  /** Steps of all layers that go through a text step by step, which stock tfjs does slowly. */
  steps: 60_000,
} as const

/** The failure for a file of more bytes than are read. */
export function tooLarge(file: string, bytes: number, most: number): Failure {
  return failure(
    'run-unreadable',
    `${file} has ${formatCount(bytes)} bytes, and at most ${formatCount(most)} are read. Name another file.`,
  )
}

/** The failure for a file that is no model, or a crafted one; `detail` is a clause. */
export function unreadable(file: string, detail: string): Failure {
  return failure(
    'run-unreadable',
    `${file} cannot be read: ${detail.replace(/\.$/, '')}. Name another file, or save the model again.`,
  )
}
