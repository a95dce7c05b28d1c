// A run without training whose embeddings a test chooses, with the vocabulary that it asks for.
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { tf } from '../../../src/worker/backend'
import { untrainedRun } from '../generation/small-language-model'

/** Words as often as their place from the end says, so that their order is theirs. */
export function runOfWords(words: readonly string[], folder = '/nowhere'): LoadedRun {
  const corpus = words.map((word, at) => `${word} `.repeat(words.length - at)).join('')
  const vocabularySize = words.length + 4
  return untrainedRun(
    { corpus, text: { level: 'word', lowercase: true, vocabularySize, sequenceLength: 8 } },
    folder,
  )
}

/** Sets each word's vector, of 12 numbers; what is not given is 0. */
export function setVectors({ model }: LoadedRun, vectors: readonly (readonly number[])[]): void {
  tf.tidy(() => {
    const [embedding] = model.layers
    const [table] = embedding.getWeights()
    const values = new Float32Array(table.size)
    const width = table.shape[1] ?? 0
    for (const [word, vector] of vectors.entries()) values.set(vector, (word + 4) * width)
    embedding.setWeights([tf.tensor(values, table.shape)])
  })
}
