// A trained network in plain JavaScript: the layers of a description with their weights. Needs nothing.
import { createAttention } from './attention.mjs'
import { createLayer } from './layers.mjs'

/**
 * The network of a description; weights are all its numbers, in which { at, count } is a part. What may take a while is a
 * generator that yields now and then: finish runs it to its end.
 *
 * A network has
 * - run({ ids }): { values, rows, width }, a row for each step or one row
 * - start() and read(states, ids): goes on from states, changes them, and gives the logits after the last id
 *
 * An encoder-decoder has
 * - run({ source, target }): the same, a row for each target id
 * - encode(source): what decoding starts from
 * - decode(encoded, ids): goes on from there; also gives the attention [target, source] or null
 */
export function createNetwork(description, weights) {
  const weightsOf = ({ at, count }) => weights.subarray(at, at + count)
  return description.kind === 'network'
    ? createPlain(description, weightsOf)
    : createEncoderDecoder(description, weightsOf)
}

/** What a generator returns. */
export function finish(generator) {
  for (;;) {
    const { done, value } = generator.next()
    if (done) return value
  }
}

function createPlain({ layers: described }, weightsOf) {
  const layers = described.map((layer) => createLayer(layer, weightsOf))
  const last = described[described.length - 1]
  const inner = layers.slice(0, -1)
  const logits = createLayer(withoutActivation(last), weightsOf)
  const start = () => layers.map((layer) => layer.start())
  return {
    start,
    run: (input) => runLayers(layers, input, start()),
    *read(states, ids) {
      const { values, rows, width } = yield* runLayers(inner, { ids }, states)
      const row = { values: values.subarray((rows - 1) * width), rows: 1, width }
      return (yield* logits.run(row, null)).values
    },
  }
}

function withoutActivation(layer) {
  return layer.type === 'Dense'
    ? { ...layer, weights: { ...layer.weights, activation: 'linear' } }
    : layer
}

function* runLayers(layers, input, states) {
  let current = input
  for (const [index, layer] of layers.entries()) current = yield* layer.run(current, states[index])
  return current
}

function createEncoderDecoder({ encoder, decoder, attention: described }, weightsOf) {
  const reading = encoder.map((layer) => createLayer(layer, weightsOf))
  const writing = decoder.map((layer) => createLayer(layer, weightsOf))
  const end = decoder.findLastIndex(({ type }) => type === 'Recurrent') + 1
  const attention = described && createAttention(described, weightsOf)

  function* encode(source) {
    const states = reading.map((layer) => layer.start())
    const outputs = yield* runLayers(reading, { ids: source }, states)
    const memory = attention && (yield* attention.remember(source, outputs))
    return { states: startWith(writing, states), memory }
  }

  function* decode({ states, memory }, ids) {
    const before = yield* runLayers(writing.slice(0, end), { ids }, states)
    const looked = attention && (yield* attention.look(before, memory))
    const input = looked ? looked.output : before
    const output = yield* runLayers(writing.slice(end), input, states.slice(end))
    return { ...output, attention: looked && looked.weights }
  }

  return {
    encode,
    decode,
    *run({ source, target }) {
      return yield* decode(yield* encode(source), target)
    },
  }
}

/** The states of the decoder's layers: those of the encoder's, in their order; of one that reads both ways both as one. */
function startWith(layers, states) {
  const ends = states.filter((state) => state !== null).map(joined)
  return layers.map((layer) => {
    const start = layer.start()
    return start && (ends.shift() ?? start)
  })
}

function joined(state) {
  if (!Array.isArray(state)) return state
  const [forward, backward] = state
  const both = (one, other) => one && Float32Array.of(...one, ...other)
  return {
    hidden: both(forward.hidden, backward.hidden),
    cell: both(forward.cell, backward.cell),
  }
}
