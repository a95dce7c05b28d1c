// Attention: each step of a decoder looks back at all that the encoder gave (Luong et al. 2015; Bahdanau et al. 2015).
import { softmax } from './activations.mjs'
import { beside, createDense } from './layers.mjs'

// Added to the score of padding, so that nothing is seen there.
const hidden = -1e9

/**
 * { remember, look }, both generators: remember(ids, outputs) keeps what is looked at; look(states, memory) gives the
 * states with what was seen put in, and the weights [target, source]. Each row of weights adds up to 1.
 */
export function createAttention(attention, weightsOf) {
  const [query, key, score, combine] = ['query', 'key', 'score', 'combine'].map((name) => {
    const weights = attention[name]
    return weights && createDense({ ...weights, kernel: weightsOf(weights.kernel), bias: null })
  })
  return {
    *remember(ids, outputs) {
      const keys = key ? yield* key(outputs) : outputs
      return { ids, outputs, keys }
    },
    *look(states, memory) {
      const queries = yield* query(states)
      const { outputs } = memory
      const weights = new Float32Array(states.rows * outputs.rows)
      const contexts = new Float32Array(states.rows * outputs.width)
      for (let row = 0; row < states.rows; row++) {
        const shares = weights.subarray(row * outputs.rows, (row + 1) * outputs.rows)
        const asked = queries.values.subarray(row * queries.width, (row + 1) * queries.width)
        shares.set(yield* scoresOf(asked, memory, score))
        softmax(shares)
        addShares(
          outputs,
          shares,
          contexts.subarray(row * outputs.width, (row + 1) * outputs.width),
        )
        yield
      }
      const seen = { values: contexts, rows: states.rows, width: outputs.width }
      return { output: yield* combine(beside(seen, states)), weights }
    },
  }
}

/** Of each source step: query . key, or v . tanh(query + key). */
function* scoresOf(query, { ids, keys }, score) {
  const { rows, width } = keys
  const dots = new Float32Array(rows)
  const bent = new Float32Array(score ? rows * width : 0)
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < width; at++) {
      const value = keys.values[row * width + at]
      if (score) bent[row * width + at] = Math.tanh(query[at] + value)
      else dots[row] += query[at] * value
    }
  }
  const { values } = score ? yield* score({ values: bent, rows, width }) : { values: dots }
  return values.map((value, row) => (ids[row] === 0 ? value + hidden : value))
}

function addShares({ values, rows, width }, shares, into) {
  for (let row = 0; row < rows; row++)
    for (let at = 0; at < width; at++) into[at] += shares[row] * values[row * width + at]
}
