// The output shape of each layer, or the sentence that says why the layer cannot stand where it stands.
import type { LayerSpec } from '../experiment/layers'

/** Sizes by axis; null where any size is taken, the batch first. */
export type Shape = readonly (number | null)[]

export type ShapeStep = { readonly shape: Shape } | { readonly problem: string }

/**
 * The shape after `layer` for an input of `input`.
 * Token ids come in as [batch, time], sequences as [batch, time, width], vectors as [batch, width].
 */
export function shapeAfter(layer: LayerSpec, input: Shape): ShapeStep {
  switch (layer.type) {
    case 'Embedding':
      return input.length === 2
        ? { shape: [...input, layer.units] }
        : { problem: 'Embedding takes token ids, so it can only be the first layer.' }
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return onSequence(
        layer.type,
        input,
        recurrentShape(input, layer.units, layer.returnSequences),
      )
    case 'Bidirectional': {
      const width = layer.mergeMode === 'concat' ? 2 * layer.layer.units : layer.layer.units
      return onSequence(
        'Bidirectional',
        input,
        recurrentShape(input, width, layer.layer.returnSequences),
      )
    }
    case 'SpatialDropout1D':
      return onSequence(layer.type, input, input)
    case 'GlobalMaxPooling1D':
    case 'GlobalAveragePooling1D':
      return onSequence(layer.type, input, [input[0], input[2]])
    case 'TimeDistributed':
      return onSequence(
        layer.type,
        input,
        layer.layer.type === 'Dense' ? [input[0], input[1], layer.layer.units] : input,
      )
    case 'Flatten':
      return flatten(input)
    case 'Dense':
      return dense(layer.units, input)
    case 'Dropout':
    case 'LayerNormalization':
      return { shape: input }
  }
}

function recurrentShape(input: Shape, width: number, returnSequences: boolean): Shape {
  return returnSequences ? [input[0], input[1], width] : [input[0], width]
}

function onSequence(type: string, input: Shape, shape: Shape): ShapeStep {
  if (input.length === 3) return { shape }
  return {
    problem: `${type} needs a sequence, but the layer before it gives one vector per text. Set returnSequences on the recurrent layer before it.`,
  }
}

function flatten(input: Shape): ShapeStep {
  if (input.length === 2) return { shape: input }
  const [batch, time, width] = input
  return time === null || width === null
    ? {
        problem:
          'Flatten needs texts of a fixed length. Set text.sequenceLength (and model.inputLength to "sequence").',
      }
    : { shape: [batch, time * width] }
}

function dense(units: number, input: Shape): ShapeStep {
  if (input.length === 2) return { shape: [input[0], units] }
  return {
    problem:
      'Dense comes straight after a sequence. Turn returnSequences off on the layer before it, put GlobalMaxPooling1D, GlobalAveragePooling1D or Flatten between, or wrap it in TimeDistributed.',
  }
}
