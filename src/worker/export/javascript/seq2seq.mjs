// Loads the model beside this file with any @tensorflow/tfjs and turns texts into texts.
import { loadModel, readJson } from './unroll-files.mjs'
import { joinTokens } from './unroll-join.mjs'
import { createIds } from './unroll-text.mjs'

/**
 * A function from texts to { text, tokens }: what is written, and each token of it with its probability, the end included.
 * Always the most probable token is taken. tf is the @tensorflow/tfjs module.
 *
 * The model reads the source and what has been written, and gives what comes next; here it reads both anew for each token,
 * which is simple and quick enough for short texts.
 */
export async function loadConverter(tf) {
  const model = await loadModel(tf)
  const source = await readJson('vocabulary.json')
  const target = await readJson('target-vocabulary.json')
  return (texts) =>
    texts.map((text) => {
      const written = write(tf, model, sourceIds(text, source), target)
      const tokens = written.filter(({ token }) => token !== '<end>').map(({ token }) => token)
      return { text: joinTokens(tokens, target.text), tokens: written }
    })
}

function sourceIds(text, vocabulary) {
  const { truncating, sequenceLength } = vocabulary.text
  const limit = sequenceLength ?? 1000
  const ids = createIds(vocabulary)(text)
  const kept = truncating === 'pre' ? ids.slice(-limit) : ids.slice(0, limit)
  return kept.length > 0 ? kept : [0]
}

function write(tf, model, source, { tokens, text }) {
  const [start, end] = [tokens.indexOf('<start>'), tokens.indexOf('<end>')]
  const ids = [start]
  const written = []
  while (written.length < (text.sequenceLength ?? 1000)) {
    const probabilities = nextProbabilities(tf, model, source, ids)
    const id = likeliest(probabilities, tokens.length)
    written.push({ token: tokens[id], probability: probabilities[id] })
    if (id === end) break
    ids.push(id)
  }
  return written
}

function nextProbabilities(tf, model, source, ids) {
  return tf.tidy(() => {
    const input = [source, ids].map((one) => tf.tensor2d([one], [1, one.length], 'int32'))
    const [rows] = model.predict(input).arraySync()
    return rows[rows.length - 1]
  })
}

/** The most probable id; never <pad>, <start> or <unknown>, which are the first three. */
function likeliest(probabilities, count) {
  let best = 3
  for (let id = 4; id < count; id++) if (probabilities[id] > probabilities[best]) best = id
  return best
}
