// Builds the encoder-decoder of an experiment as one tfjs model that plain tfjs reads again.
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs'
import { isRecurrent, partsOf, type ModelPart } from '#shared/domain/model-summary'
import type { Experiment } from '#shared/experiment/schema'
import { targetTextOf, vocabularySizeOf } from '#shared/experiment/text'
import { tf } from '../../../backend'
import { installKernels } from '../../../kernels/install'
import { DropoutMasks } from '../../../model/dropout'
import { createLayer } from '../../../model/layers'
import { forgetCallArguments, returnStateOf, type Layer } from '../../../model/tfjs-internals'
import { attend, createAttention, remember } from './attention-layers'

export interface BuiltNetwork {
  readonly model: LayersModel
  /** To be told of each training step. */
  readonly masks: DropoutMasks
}

/**
 * The model with its initial weights: from source ids [batch, source] and target ids [batch, target], which begin with
 * the start, to the probabilities of the token after each target id, [batch, target, vocabulary]. The experiment must have
 * passed `findModelProblems`. The caller disposes the model.
 */
export function buildNetwork(experiment: Experiment): BuiltNetwork {
  const masks = new DropoutMasks(experiment.training.seed)
  // tfjs copies initial values into variables and leaves the values themselves to the surrounding tidy.
  let model: LayersModel | undefined
  tf.tidy(() => {
    const source = tf.input({ shape: [null], name: 'source' })
    const target = tf.input({ shape: [null], name: 'target' })
    const outputs = connect(experiment, masks, source, target)
    model = tf.model({ inputs: [source, target], outputs, name: 'encoder_decoder' })
  })
  if (!model) throw new Error('the model was not built')
  forgetCallArguments(model.layers)
  installKernels(model)
  return { model, masks }
}

function connect(
  experiment: Experiment,
  masks: DropoutMasks,
  source: SymbolicTensor,
  target: SymbolicTensor,
): SymbolicTensor {
  const { text, training, model } = experiment
  const { seed } = training
  const vocabulary = vocabularySizeOf(text)
  const [encoder, decoder] = partsOf(model)
  const layersOf = (part: ModelPart, vocabularySize: number, first: number): readonly Layer[] =>
    part.layers.map((spec, index) =>
      createLayer(spec, {
        ...{ name: part.names[index], index: first + index, inputShape: undefined },
        ...{ seed, vocabularySize, masks },
      }),
    )
  const states: SymbolicTensor[][] = []
  let encoded = source
  for (const [index, layer] of layersOf(encoder, vocabulary, 0).entries()) {
    if (!isRecurrent(encoder.layers[index]))
      encoded = layer.apply(encoded) as SymbolicTensor // one output
    else {
      returnStateOf(layer)
      const [output, ...state] = layer.apply(encoded) as SymbolicTensor[] // as many as there are states, one more
      states.push(layer.getClassName() === 'Bidirectional' ? joinStates(layer.name, state) : state)
      encoded = output
    }
  }
  const attention = model.decoder?.attention ?? 'none'
  const lastRecurrent = decoder.layers.findLastIndex(isRecurrent)
  let written = target
  // Apart from the encoder's, however many layers that has.
  const layers = layersOf(decoder, vocabularySizeOf(targetTextOf(text)), 100)
  for (const [index, layer] of layers.entries()) {
    const state = isRecurrent(decoder.layers[index]) ? states.shift() : undefined
    written = layer.apply(state ? [written, ...state] : written) as SymbolicTensor // one output
    if (index !== lastRecurrent || attention === 'none') continue
    const sizes = { decoder: widthOf(written), encoder: widthOf(encoded), vocabulary }
    const parts = createAttention({ attention, ...sizes, seed })
    written = attend(parts, written, remember(parts, source, encoded)).output
  }
  return written
}

/** h of both directions as one, and of an LSTM c too. */
function joinStates(name: string, states: readonly SymbolicTensor[]): SymbolicTensor[] {
  const half = states.length / 2
  return states.slice(0, half).map((forward, index) => {
    const layer = tf.layers.concatenate({ name: `${name}_${index === 0 ? 'h' : 'c'}` })
    return layer.apply([forward, states[half + index]]) as SymbolicTensor // one output
  })
}

function widthOf({ shape }: SymbolicTensor): number {
  return shape[shape.length - 1] ?? 0
}
