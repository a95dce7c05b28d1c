// Loads the model beside this file with any @tensorflow/tfjs and writes texts.
import { loadModel, readJson } from './unroll-files.mjs'
import { joinTokens } from './unroll-join.mjs'
import { createIds } from './unroll-text.mjs'

const recurrent = ['SimpleRNN', 'LSTM', 'GRU']

/**
 * A function from a prompt and options to { text, tokens }: what is written after the prompt, and each token with its
 * probability. Options are length (in tokens), temperature (0: the most probable token), topK, topP, repetitionPenalty and random,
 * a function that gives numbers from 0 to 1. tf is the @tensorflow/tfjs module.
 */
export async function loadWriter(tf) {
  const model = await loadModel(tf, keepState)
  const vocabulary = await readJson('vocabulary.json')
  return (prompt, options = {}) => {
    const ids = promptIds(prompt, vocabulary)
    model.resetStates()
    return write(next(tf, model), vocabulary, ids, options)
  }
}

/** The probability of each token of a text after those before it; of the first none, where it is not <start>. */
export async function loadReader(tf) {
  const model = await loadModel(tf, keepState)
  const vocabulary = await readJson('vocabulary.json')
  return (text) => {
    model.resetStates()
    const ids = promptIds(text, vocabulary)
    const read = next(tf, model)
    return ids.slice(1).map((id, index) => read([ids[index]])[id])
  }
}

// With their states kept from call to call, a token costs the same wherever it stands.
function keepState(topology) {
  const { layers } = topology.config
  layers[0].config.batch_input_shape = [1, 1]
  for (const { class_name: kind, config } of layers)
    if (recurrent.includes(kind)) config.stateful = true
}

/** The ids that a text begins with: the prompt's, or the start for an empty one. */
function promptIds(prompt, vocabulary) {
  const ids = createIds(vocabulary)(prompt)
  return ids.length > 0 ? ids : [vocabulary.tokens.indexOf('<start>')]
}

/** A function that reads ids and gives the probabilities of what follows. */
function next(tf, model) {
  return (ids) => {
    let probabilities
    for (const id of ids) {
      const output = model.predict(tf.tensor2d([[id]], [1, 1], 'int32'))
      probabilities = output.dataSync()
      output.dispose()
    }
    return probabilities
  }
}

function write(read, vocabulary, prompt, options) {
  const { length = 200 } = options
  const end = vocabulary.tokens.indexOf('<end>')
  const seen = new Set(prompt)
  const tokens = []
  let probabilities = read(prompt)
  while (tokens.length < length) {
    const id = draw(probabilities, vocabulary.tokens.length, seen, options)
    if (id === end) break
    tokens.push({ id, token: vocabulary.tokens[id], probability: probabilities[id] })
    seen.add(id)
    if (tokens.length < length) probabilities = read([id])
  }
  const before = prompt
    .slice(-200)
    .map((id) => vocabulary.tokens[id])
    .filter((token) => token !== '<start>')
  const written = tokens.map(({ token }) => token)
  const skipped = joinTokens(before, vocabulary.text).length
  return { text: joinTokens([...before, ...written], vocabulary.text).slice(skipped), tokens }
}

/** The next id; never <pad>, <start> or <unknown>, which are the first three. */
function draw(probabilities, count, seen, options) {
  const {
    temperature = 1,
    topK = null,
    topP = null,
    repetitionPenalty = 1,
    random = Math.random,
  } = options
  const logits = Array.from({ length: count }, (_, id) =>
    id < 3 ? -Infinity : Math.log(probabilities[id]),
  )
  for (const id of seen) {
    logits[id] = logits[id] > 0 ? logits[id] / repetitionPenalty : logits[id] * repetitionPenalty
  }
  const order = logits.map((_, id) => id).sort((one, other) => logits[other] - logits[one])
  if (temperature === 0) return order[0]
  const best = logits[order[0]]
  const kept = order
    .slice(0, topK ?? order.length)
    .map((id) => ({ id, weight: Math.exp((logits[id] - best) / temperature) }))
  const chosen = withinShare(kept, topP ?? 1)
  let left = random() * sum(chosen)
  return (chosen.find(({ weight }) => (left -= weight) < 0) ?? chosen[0]).id
}

/** The first that together make up the share. */
function withinShare(kept, share) {
  if (share === 1) return kept
  const wanted = share * sum(kept)
  let total = 0
  const last = kept.findIndex(({ weight }) => (total += weight) >= wanted)
  return last < 0 ? kept : kept.slice(0, last + 1)
}

function sum(kept) {
  return kept.reduce((total, { weight }) => total + weight, 0)
}
