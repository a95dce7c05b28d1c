// Tells whether the data are still those that a run began with, once they are token ids.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { formatCount } from '#shared/domain/format'
import { failure, type Failure } from '#shared/protocol/result'
import type { EncodedDataset, EncodedRows } from '../../text/encoded'
import { bytesOf } from '../../text/storage/integers'

export const fingerprintSchema = z.object({
  /** Training and validation rows. */
  rows: z.int(),
  labels: z.array(z.string()),
  vocabularySize: z.int(),
  /** SHA-256 over the tokens of the vocabulary and every row's ids and class. */
  hash: z.string(),
})
export type Fingerprint = z.output<typeof fingerprintSchema>

/** What the rows, their order and their split come to. */
export function fingerprintOf(dataset: EncodedDataset): Fingerprint {
  const { labels, vocabulary, training, validation } = dataset
  const rows = training.count + validation.count
  const facts = { rows, labels: [...labels], vocabularySize: vocabulary.size }
  return withHash(facts, piecesOf(dataset))
}

/** @param pieces of the data in an order that stays: checkpoints hold what they came to */
export function withHash(
  facts: Omit<Fingerprint, 'hash'>,
  pieces: Iterable<string | Uint8Array>,
): Fingerprint {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return { ...facts, hash: hash.digest('hex') }
}

/** A sequence as pieces that tell where it ends. */
export function* sequencePieces(ids: Int32Array): Generator<Uint8Array> {
  yield bytesOf(Int32Array.of(ids.length))
  yield bytesOf(ids)
}

function* piecesOf(dataset: EncodedDataset): Generator<string | Uint8Array> {
  const { vocabulary, training, validation } = dataset
  yield JSON.stringify(vocabulary.tokens)
  yield* rowPieces(training)
  yield* rowPieces(validation)
}

/** Integers that are hashed at once. */
const pieceSize = 64 * 1024

function* rowPieces({ offsets, tokens, labels }: EncodedRows): Generator<Uint8Array> {
  // Places that fit into 32 bits count as such wherever the rows are kept.
  const isLong = tokens.length >= 2 ** 31
  for (let from = 0; from < offsets.length; from += pieceSize) {
    const piece = offsets.slice(from, from + pieceSize)
    yield bytesOf(isLong ? piece : Int32Array.from(piece))
  }
  for (let from = 0; from < tokens.length; from += pieceSize)
    yield bytesOf(tokens.subarray(from, Math.min(from + pieceSize, tokens.length)))
  yield bytesOf(labels)
}

/** `data-unusable` with what is different now; null when nothing is. `path` names the data in the sentence. */
export function findDataChange(began: Fingerprint, now: Fingerprint, path: string): Failure | null {
  const difference = differenceOf(began, now)
  if (!difference) return null
  return failure(
    'data-unusable',
    `${path} has changed since this run began (${difference}), so it cannot go on. ` +
      'Bring the old file back, or train a new run.',
  )
}

function differenceOf(began: Fingerprint, now: Fingerprint): string | undefined {
  if (began.rows !== now.rows) {
    return `${formatCount(now.rows)} rows instead of ${formatCount(began.rows)}`
  }
  if (JSON.stringify(began.labels) !== JSON.stringify(now.labels)) return 'its labels are others'
  if (began.vocabularySize !== now.vocabularySize) {
    return `${formatCount(now.vocabularySize)} tokens in the vocabulary instead of ${formatCount(began.vocabularySize)}`
  }
  return began.hash === now.hash ? undefined : 'its texts or their labels are others'
}
