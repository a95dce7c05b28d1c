// Tells whether pairs are still those that a run began with.
import { bytesOf } from '../../text/storage/integers'
import { sequencePieces, withHash, type Fingerprint } from '../../training/checkpoint/fingerprint'
import type { PairDataset } from './data/load-pairs'

/** What the pairs, their order and their split come to. */
export function fingerprintOf(dataset: PairDataset): Fingerprint {
  const { source, target, training, validation } = dataset
  const rows = training.length + validation.length
  const vocabularySize = source.vocabulary.size + target.vocabulary.size
  return withHash({ rows, labels: [], vocabularySize }, piecesOf(dataset))
}

function* piecesOf(dataset: PairDataset): Generator<string | Uint8Array> {
  const { source, target, validation } = dataset
  for (const { vocabulary, sequences } of [source, target]) {
    yield JSON.stringify(vocabulary.tokens)
    for (let row = 0; row < sequences.count; row++) yield* sequencePieces(sequences.at(row))
  }
  yield bytesOf(validation)
}
