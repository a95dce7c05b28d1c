// Loads the model beside this file with any @tensorflow/tfjs and tags sentences.
import { loadModel, readJson } from './unroll-files.mjs'
import { createWordReader } from './unroll-words.mjs'

/**
 * A function from sentences to tags; tf is the @tensorflow/tfjs module. A sentence is a string, which is cut near to how the
 * training tokens are, or a list of tokens, which stays as it is. The answer has { token, tag, probability } for each token.
 */
export async function loadTagger(tf) {
  const model = await loadModel(tf)
  const vocabulary = await readJson('vocabulary.json')
  const { labels } = await readJson('labels.json')
  const { sequenceLength } = vocabulary.text
  const { idOf, tokensOf } = createWordReader(vocabulary)
  return (sentences) =>
    sentences.map((sentence) => {
      const tokens = typeof sentence === 'string' ? tokensOf(sentence) : sentence
      const ids = tokens.map(idOf)
      const rows = tagIds(tf, model, ids, sequenceLength ?? 1000)
      return tokens.map((token, index) => ({ token, ...likeliest(labels, rows[index]) }))
    })
}

/** The probabilities of each token's tags; a long sentence goes through the network in pieces. */
function tagIds(tf, model, ids, longest) {
  const rows = []
  for (let from = 0; from < ids.length; from += longest) {
    const piece = ids.slice(from, from + longest)
    const output = tf.tidy(() =>
      model.predict(tf.tensor2d([piece], [1, piece.length], 'int32')).arraySync(),
    )
    rows.push(...output[0])
  }
  return rows
}

function likeliest(labels, probabilities) {
  const probability = Math.max(...probabilities)
  return { tag: labels[probabilities.indexOf(probability)], probability }
}
