// Tells whether tagged sentences are still those that a run began with.
import { createHash } from 'node:crypto'
import { bytesOf } from '../../text/storage/integers'
import type { Fingerprint } from '../../training/checkpoint/fingerprint'
import type { TaggedDataset } from './load'
import type { Sentences } from './sentences'

/** What the sentences, their tags, their order and their split come to. */
export function fingerprintOf(dataset: TaggedDataset): Fingerprint {
  const { labels, vocabulary, training, validation } = dataset
  const hash = createHash('sha256')
  hash.update(JSON.stringify(vocabulary.tokens))
  for (const part of [training, validation]) addTo(hash, part)
  return {
    rows: training.count + validation.count,
    labels: [...labels],
    vocabularySize: vocabulary.size,
    hash: hash.digest('hex'),
  }
}

function addTo(hash: ReturnType<typeof createHash>, sentences: Sentences): void {
  for (let sentence = 0; sentence < sentences.count; sentence++) {
    const { ids, tags } = sentences.read(sentence)
    hash.update(bytesOf(Int32Array.of(ids.length)))
    hash.update(bytesOf(ids))
    hash.update(bytesOf(tags))
  }
}
