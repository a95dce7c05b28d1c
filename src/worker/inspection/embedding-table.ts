// The embeddings of a run as numbers: of the kept model, or as they were at the end of an epoch.
import type { SnapshotChoice } from '#shared/domain/inside/inspection'
import type { EmbeddingMapRequest } from '#shared/domain/inside/words'
import { partsOf } from '#shared/domain/model-summary'
import { targetTextOf, type TextOptions } from '#shared/experiment/text'
import { failure, success, type Result } from '#shared/protocol/result'
import type { LoadedRun } from '../inference/load-run'
import type { Layer } from '../model/tfjs-internals'
import { readSnapshot } from '../recorder/snapshots'
import { joinTokens } from '../text/detokenize'
import type { Vocabulary } from '../text/vocabulary'

/** One vector a token; those of the reserved ids and of ids that no token has are there too. */
export interface EmbeddingTable {
  readonly vocabulary: Vocabulary
  /** How texts are cut into the vocabulary's tokens. */
  readonly text: TextOptions
  readonly width: number
  /** [vocabulary, width] */
  readonly values: Float32Array
}

type Part = EmbeddingMapRequest['part']

/** Fails with `run-unreadable` for a decoder that the run does not have and for an epoch that it has no snapshot of. */
export async function readEmbeddings(
  run: LoadedRun,
  part: Part,
  snapshot: SnapshotChoice,
): Promise<Result<EmbeddingTable>> {
  const side = sideOf(run, part)
  if (!side.ok) return side
  const { layer, vocabulary, text } = side.value
  const kept = layer.weights[0].read() // an Embedding's one weight: [vocabulary, width]
  const width = kept.shape[1] ?? 0
  const read = { vocabulary, text, width }
  if (snapshot === 'kept')
    return success({ ...read, values: Float32Array.from(kept.dataSync<'float32'>()) })
  const tensors = await readSnapshot(run.folder, snapshot)
  if (!tensors.ok) return tensors
  const values = tensors.value.get(layer.weights[0].originalName)?.values
  if (values instanceof Float32Array && values.length === kept.size)
    return success({ ...read, values })
  return failure(
    'run-unreadable',
    `The snapshot of epoch ${snapshot} in ${run.folder} does not hold this model's embeddings; choose another epoch.`,
  )
}

interface Side {
  readonly layer: Layer
  readonly vocabulary: Vocabulary
  readonly text: TextOptions
}

function sideOf({ experiment, model, vocabulary, targetVocabulary }: LoadedRun, part: Part) {
  const [first, second] = partsOf(experiment.model)
  if (part === 'encoder')
    return success<Side>({
      ...{ layer: model.getLayer(first.names[0]), vocabulary, text: experiment.text },
    })
  if (!targetVocabulary)
    return failure('run-unreadable', 'This run has no decoder: leave the part out.')
  return success<Side>({
    layer: model.getLayer(second.names[0]),
    vocabulary: targetVocabulary,
    text: targetTextOf(experiment.text),
  })
}

/** A token as people read it: byte pairs as the text that they stand for. */
export function shownToken(token: string, text: TextOptions): string {
  return text.level === 'bpe' ? joinTokens([token], text) : token
}

/** The length of each vector. [rows] */
export function normsOf(values: Float32Array, width: number): Float32Array {
  const norms = new Float32Array(values.length / width)
  for (let row = 0; row < norms.length; row++) {
    let sum = 0
    for (let at = row * width; at < (row + 1) * width; at++) sum += values[at] * values[at]
    norms[row] = Math.sqrt(sum)
  }
  return norms
}

/** The vectors divided by their lengths; one of length 0 stays as it is. [rows, width] */
export function unitRows(values: Float32Array, width: number): Float32Array {
  const norms = normsOf(values, width)
  return values.map((value, at) => {
    const norm = norms[Math.floor(at / width)]
    return norm === 0 ? 0 : value / norm
  })
}
