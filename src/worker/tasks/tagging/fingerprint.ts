// Tells whether tagged sentences are still those that a run began with.
import { bytesOf } from '../../text/storage/integers'
import { sequencePieces, withHash, type Fingerprint } from '../../training/checkpoint/fingerprint'
import type { TaggedDataset } from './load'

/** What the sentences, their tags, their order and their split come to. */
export function fingerprintOf(dataset: TaggedDataset): Fingerprint {
  const { labels, vocabulary, training, validation } = dataset
  const rows = training.count + validation.count
  const facts = { rows, labels: [...labels], vocabularySize: vocabulary.size }
  return withHash(facts, piecesOf(dataset))
}

function* piecesOf(dataset: TaggedDataset): Generator<string | Uint8Array> {
  const { vocabulary, training, validation } = dataset
  yield JSON.stringify(vocabulary.tokens)
  for (const part of [training, validation]) {
    for (let sentence = 0; sentence < part.count; sentence++) {
      const { ids, tags } = part.read(sentence)
      yield* sequencePieces(ids)
      yield bytesOf(tags)
    }
  }
}
