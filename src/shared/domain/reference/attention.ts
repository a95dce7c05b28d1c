// Attention: each step of a decoder looks back at all that the encoder gave, and puts what it saw into its state.
import { activate } from './activations'
import { dense, denseBackward, denseLogits } from './dense'
import { rowOf } from './run-cell'
import type { ReferenceAttention, Signal } from './types'

/** What is looked at; the same for all that is written from a source. */
export interface Memory {
  /** [source, encoder], in the model's order */
  readonly outputs: Signal
  /** What queries are held against: [source, encoder] of luong (the outputs themselves), [source, decoder] of bahdanau */
  readonly keys: Signal
  /** Source steps that are padding: nothing is seen there. */
  readonly isHidden: readonly boolean[]
}

/** A look back from every step of a decoder. */
export interface Look {
  /** [target, decoder] */
  readonly queries: Signal
  /** Shares of 1 by source step: [target, source] */
  readonly weights: Float64Array
  /** What was seen beside the state that looked: [target, encoder + decoder] */
  readonly joined: Signal
  /** The state with what was seen put in: [target, decoder] */
  readonly output: Signal
}

// As the lab's models have it: added to the score of padding.
const hidden = -1e9

/** @param ids of the source; 0 is padding */
export function remember({ key }: ReferenceAttention, ids: Int32Array, outputs: Signal): Memory {
  const keys = key ? dense(key, outputs) : outputs
  return { outputs, keys, isHidden: Array.from(ids, (id) => id === 0) }
}

/**
 * For a state h_t and outputs e_s of the encoder:
 *
 *     score_ts = (W h_t) . e_s                  Luong et al. 2015, "general"
 *     score_ts = v . tanh(W h_t + U e_s)        Bahdanau et al. 2015
 *     a_t      = softmax over s of score_ts
 *     context  = sum over s of a_ts e_s
 *     h'_t     = tanh(C [context, h_t])
 *
 * @param states [target, decoder]
 */
export function look(attention: ReferenceAttention, states: Signal, memory: Memory): Look {
  const queries = dense(attention.query, states) // W h_t: [target, encoder] or [target, decoder]
  const { outputs } = memory
  const weights = new Float64Array(states.rows * outputs.rows)
  const width = outputs.width + states.width
  const joined = new Float64Array(states.rows * width)
  for (let row = 0; row < states.rows; row++) {
    const shares = rowOf(weights, row, outputs.rows) // [source]
    scoresInto(attention, rowOf(queries.values, row, queries.width), memory, shares)
    if (shares.length > 0) activate('softmax', shares, shares)
    const both = rowOf(joined, row, width) // [encoder + decoder]
    for (let at = 0; at < outputs.rows; at++) {
      addScaled(rowOf(outputs.values, at, outputs.width), shares[at], both) // context: [encoder]
    }
    both.set(rowOf(states.values, row, states.width), outputs.width) // h_t: [decoder]
  }
  const signal: Signal = { ...states, values: joined, width }
  return { queries, weights, joined: signal, output: dense(attention.combine, signal) }
}

function scoresInto(
  { score }: ReferenceAttention,
  query: Float64Array,
  { keys, isHidden }: Memory,
  scores: Float64Array,
): void {
  for (let at = 0; at < keys.rows; at++) {
    const key = rowOf(keys.values, at, keys.width)
    const value = score ? denseLogits(score, bent(query, key))[0] : dot(query, key)
    scores[at] = value + (isHidden[at] ? hidden : 0)
  }
}

// tanh(W h_t + U e_s): [decoder]
function bent(query: Float64Array, key: Float64Array): Signal {
  const values = query.map((one, at) => Math.tanh(one + key[at]))
  return { values, rows: 1, width: values.length, isSequence: false, isReversed: false }
}

/** dL/d(states) [target, decoder] and dL/d(outputs) [source, encoder]. */
export interface LookGradients {
  readonly states: Float64Array
  readonly outputs: Float64Array
}

/**
 * The way back through `look` and `remember`.
 * @param gradient dL/d(output): [target, decoder]
 */
export function lookBackward(
  attention: ReferenceAttention,
  states: Signal,
  memory: Memory,
  { queries, weights, joined }: Look,
  gradient: Float64Array,
): LookGradients {
  const { outputs, keys } = memory
  const dJoined = denseBackward(attention.combine, joined, gradient) // [target, encoder + decoder]
  const dStates = new Float64Array(states.values.length) // [target, decoder]
  const dOutputs = new Float64Array(outputs.values.length) // [source, encoder]
  const dKeys = new Float64Array(keys.values.length)
  const dQueries = new Float64Array(queries.values.length)
  for (let row = 0; row < states.rows; row++) {
    const both = rowOf(dJoined, row, joined.width)
    const dContext = both.subarray(0, outputs.width) // [encoder]
    rowOf(dStates, row, states.width).set(both.subarray(outputs.width)) // [decoder]
    const shares = rowOf(weights, row, outputs.rows) // [source]
    const dScores = new Float64Array(outputs.rows)
    for (let at = 0; at < outputs.rows; at++) {
      addScaled(dContext, shares[at], rowOf(dOutputs, at, outputs.width)) // dL/de_s, by way of the context
      dScores[at] = dot(dContext, rowOf(outputs.values, at, outputs.width)) // dL/da_ts
    }
    throughShares(shares, dScores) // dL/d(score_ts): [source]
    const query = rowOf(queries.values, row, queries.width)
    const dQuery = rowOf(dQueries, row, queries.width)
    for (let at = 0; at < outputs.rows; at++) {
      const key = rowOf(keys.values, at, keys.width)
      scoreBackward(attention, query, key, dScores[at], dQuery, rowOf(dKeys, at, keys.width))
    }
  }
  add(denseBackward(attention.query, states, dQueries), dStates)
  add(attention.key ? denseBackward(attention.key, outputs, dKeys) : dKeys, dOutputs)
  return { states: dStates, outputs: dOutputs }
}

// dL/d(score_s) = a_s (dL/da_s - sum over k of a_k dL/da_k)
function throughShares(shares: Float64Array, gradient: Float64Array): void {
  const mean = dot(shares, gradient)
  for (let at = 0; at < shares.length; at++) gradient[at] = shares[at] * (gradient[at] - mean)
}

function scoreBackward(
  { score }: ReferenceAttention,
  query: Float64Array,
  key: Float64Array,
  gradient: number,
  dQuery: Float64Array,
  dKey: Float64Array,
): void {
  if (!score) {
    addScaled(key, gradient, dQuery)
    addScaled(query, gradient, dKey)
    return
  }
  for (let at = 0; at < query.length; at++) {
    const y = Math.tanh(query[at] + key[at])
    const back = gradient * score.kernel[at] * (1 - y * y) // by way of v and tanh
    dQuery[at] += back
    dKey[at] += back
  }
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += one[at] * other[at]
  return sum
}

function addScaled(values: Float64Array, factor: number, into: Float64Array): void {
  for (let at = 0; at < values.length; at++) into[at] += factor * values[at]
}

function add(values: Float64Array, into: Float64Array): void {
  addScaled(values, 1, into)
}
