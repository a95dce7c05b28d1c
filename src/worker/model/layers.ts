// One tfjs layer from its specification: all options passed on, every random thing seeded.
import type { LayerSpec, RecurrentSpec } from '#shared/experiment/layers'
import { tf } from '../backend'
import { seedDropoutLayer, seedRecurrentDropout, type DropoutMasks } from './dropout'
import { addGradientsByRow } from './embedding'
import { seededInitializer } from './initializers'
import { differentiateNormalization } from './layer-normalization'
import { deriveSeed, streams } from './seeds'
import { flattenTimeSteps } from './time-distributed'
import { cellsOf, type Layer } from './tfjs-internals'

type SpecOf<Type extends LayerSpec['type']> = Extract<LayerSpec, { type: Type }>

/** What a layer needs to know besides its own options. */
export interface LayerContext {
  readonly name: string
  /** Position in the model, from 0; keeps the layers' seeds apart. */
  readonly index: number
  readonly seed: number
  readonly vocabularySize: number
  /** Given for the first layer alone: [sequence length or null]. */
  readonly inputShape: [number | null] | undefined
  readonly masks: DropoutMasks
}

/** Makes the tfjs layer of `spec`. Its saved form is plain tfjs; only its random numbers are the lab's. */
export function createLayer(spec: LayerSpec, context: LayerContext): Layer {
  const { name } = context
  switch (spec.type) {
    case 'Embedding':
      return createEmbedding(spec, context)
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU': {
      const layer = createRecurrent(spec, name, context)
      seedRecurrentDropout(layer, context.masks, context.index)
      return layer
    }
    case 'Bidirectional':
      return createBidirectional(spec, context)
    case 'TimeDistributed':
      return createTimeDistributed(spec, context)
    case 'Dense':
      return createDense(spec, context)
    case 'Dropout':
    case 'SpatialDropout1D':
      return createDropout(spec, context)
    case 'LayerNormalization': {
      const { epsilon, center, scale } = spec
      const layer = tf.layers.layerNormalization({ name, epsilon, center, scale })
      differentiateNormalization(layer)
      return layer
    }
    case 'Flatten':
      return tf.layers.flatten({ name })
    case 'GlobalMaxPooling1D':
      return tf.layers.globalMaxPooling1d({ name })
    case 'GlobalAveragePooling1D':
      return tf.layers.globalAveragePooling1d({ name })
  }
}

function createEmbedding(spec: SpecOf<'Embedding'>, context: LayerContext): Layer {
  const { name, inputShape, vocabularySize } = context
  const seed = weightSeed(context, 0)
  const layer = tf.layers.embedding({
    name,
    inputShape,
    inputDim: vocabularySize,
    outputDim: spec.units,
    embeddingsInitializer: seededInitializer(spec.embeddingsInitializer, seed),
  })
  addGradientsByRow(layer)
  return layer
}

function createDense(spec: SpecOf<'Dense'>, context: LayerContext): Layer {
  return tf.layers.dense({
    name: context.name,
    units: spec.units,
    activation: spec.activation,
    useBias: spec.useBias,
    kernelInitializer: seededInitializer(spec.kernelInitializer, weightSeed(context, 0)),
    biasInitializer: seededInitializer(spec.biasInitializer, weightSeed(context, 1)),
  })
}

function createDropout(
  { type, rate }: SpecOf<'Dropout' | 'SpatialDropout1D'>,
  { name, masks, index }: LayerContext,
): Layer {
  const source = masks.source(index * 2)
  if (type === 'Dropout') {
    const layer = tf.layers.dropout({ name, rate })
    seedDropoutLayer(layer, rate, source, (input) => input)
    return layer
  }
  const layer = tf.layers.spatialDropout1d({ name, rate })
  // Whole features are dropped: one draw for all time steps.
  seedDropoutLayer(layer, rate, source, ([batch, , width]) => [batch, 1, width])
  return layer
}

function createTimeDistributed(spec: SpecOf<'TimeDistributed'>, context: LayerContext): Layer {
  const { name } = context
  const inner = createLayer(spec.layer, { ...context, name: spec.layer.name ?? `${name}_layer` })
  const layer = tf.layers.timeDistributed({ name, layer: inner })
  flattenTimeSteps(layer)
  return layer
}

function weightSeed(context: LayerContext, weight: number): number {
  return deriveSeed(context.seed, streams.weights, context.index, weight)
}

function createRecurrent(spec: RecurrentSpec, name: string, context: LayerContext): Layer {
  const options = {
    name,
    units: spec.units,
    activation: spec.activation,
    useBias: spec.useBias,
    dropout: spec.dropout,
    recurrentDropout: spec.recurrentDropout,
    returnSequences: spec.returnSequences,
    goBackwards: spec.goBackwards,
    ...recurrentInitializers(spec, context, 0),
  }
  switch (spec.type) {
    case 'SimpleRNN':
      return tf.layers.simpleRNN(options)
    case 'LSTM':
      return tf.layers.lstm({
        ...options,
        recurrentActivation: spec.recurrentActivation,
        unitForgetBias: spec.unitForgetBias,
      })
    case 'GRU':
      return tf.layers.gru({
        ...options,
        recurrentActivation: spec.recurrentActivation,
      })
  }
}

// Three weights a direction: kernel, recurrent kernel, bias.
function recurrentInitializers(spec: RecurrentSpec, context: LayerContext, direction: number) {
  const seed = (weight: number) => weightSeed(context, direction * 3 + weight)
  return {
    kernelInitializer: seededInitializer(spec.kernelInitializer, seed(0)),
    recurrentInitializer: seededInitializer(spec.recurrentInitializer, seed(1)),
    biasInitializer: seededInitializer(spec.biasInitializer, seed(2)),
  }
}

// Bidirectional copies its layer by configuration, so both copies would start from the same weights.
function createBidirectional(spec: SpecOf<'Bidirectional'>, context: LayerContext): Layer {
  const inner = createRecurrent(spec.layer, spec.layer.name ?? `${context.name}_layer`, context)
  const layer = tf.layers.bidirectional({
    name: context.name,
    layer: inner as ReturnType<typeof tf.layers.lstm>, // createRecurrent gives the common base of the three
    mergeMode: spec.mergeMode,
  })
  for (const [direction, cell] of cellsOf(layer).entries()) {
    Object.assign(cell, recurrentInitializers(spec.layer, context, direction))
  }
  seedRecurrentDropout(layer, context.masks, context.index)
  return layer
}
