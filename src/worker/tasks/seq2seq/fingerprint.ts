// Tells whether pairs are still those that a run began with.
import { createHash } from 'node:crypto'
import { bytesOf } from '../../text/storage/integers'
import type { Fingerprint } from '../../training/checkpoint/fingerprint'
import type { PairDataset } from './data/load-pairs'

/** What the pairs, their order and their split come to. */
export function fingerprintOf({ source, target, training, validation }: PairDataset): Fingerprint {
  const hash = createHash('sha256')
  for (const { vocabulary, sequences } of [source, target]) {
    hash.update(JSON.stringify(vocabulary.tokens))
    for (let row = 0; row < sequences.count; row++) {
      const ids = sequences.at(row)
      hash.update(bytesOf(Int32Array.of(ids.length)))
      hash.update(bytesOf(ids))
    }
  }
  hash.update(bytesOf(validation))
  return {
    rows: training.length + validation.length,
    labels: [],
    vocabularySize: source.vocabulary.size + target.vocabulary.size,
    hash: hash.digest('hex'),
  }
}
