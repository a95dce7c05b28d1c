// What an encoder-decoder has to be: states that the decoder can start from, and a decoder that writes.
import type { LayerSpec, RecurrentSpec } from '../../experiment/layers'
import type { Experiment } from '../../experiment/schema'
import { targetTextOf, vocabularySizeOf } from '../../experiment/text'
import type { Problem } from '../../protocol/result'
import { isRecurrent, layerLabel, type ModelSummary } from '../model-summary'
import { findStepOutputProblems } from './every-step'

const encoderPath = 'model.layers'
const decoderPath = 'model.decoder.layers'

/** Why the model cannot give what the task asks for; empty when it can. The layers themselves fit each other. */
export function findOutputProblems(experiment: Experiment, _summary: ModelSummary): Problem[] {
  const { model, text } = experiment
  const target = vocabularySizeOf(targetTextOf(text))
  return [
    ...encoderProblems(experiment),
    ...directionProblems(experiment),
    ...stateProblems(experiment),
    ...findStepOutputProblems(model.decoder?.layers ?? [], decoderPath, {
      count: target,
      of: 'ids in the target vocabulary',
    }),
    ...trainingProblems(experiment),
  ]
}

/** What reduces a sequence to one vector, or takes one, has no place before a decoder. */
const vectorLayers: readonly LayerSpec['type'][] = [
  'Flatten',
  'Dense',
  'GlobalMaxPooling1D',
  'GlobalAveragePooling1D',
]

function encoderProblems({ model }: Experiment): Problem[] {
  const { layers, decoder } = model
  const last = layers.findLastIndex(isRecurrent)
  const isLookedAt = (decoder?.attention ?? 'none') !== 'none'
  return layers.flatMap((layer, index) => {
    const path = `${encoderPath}.${index}`
    const label = labelOf(layer, index)
    if (vectorLayers.includes(layer.type)) {
      return [
        {
          path,
          message: `${label}: an encoder hands on the states of its recurrent layers; take ${layer.type} away.`,
        },
      ]
    }
    if (index <= last || isLookedAt) return []
    return [
      {
        path,
        message: `${label}: without attention the decoder sees nothing of the encoder but the states of its recurrent layers. Take this layer away, or set model.decoder.attention.`,
      },
    ]
  })
}

function directionProblems({ model }: Experiment): Problem[] {
  const problems: Problem[] = []
  for (const [index, layer] of (model.decoder?.layers ?? []).entries()) {
    const path = `${decoderPath}.${index}`
    const label = `${labelOf(layer, index)} of the decoder`
    if (layer.type === 'Bidirectional') {
      problems.push({
        path,
        message: `${label}: a decoder writes from the first token to the last, so it cannot read backwards. Use ${layer.layer.type} alone.`,
      })
    } else if ('goBackwards' in layer && layer.goBackwards) {
      problems.push({
        path: `${path}.goBackwards`,
        message: `${label}: a decoder writes from the first token to the last. Turn goBackwards off.`,
      })
    }
  }
  if ((model.decoder?.attention ?? 'none') === 'none') return problems
  for (const [index, layer] of model.layers.entries()) {
    if (!('goBackwards' in layer) || !layer.goBackwards) continue
    problems.push({
      path: `${encoderPath}.${index}.goBackwards`,
      message: `${labelOf(layer, index)}: attention looks at the source's tokens in their order. Turn goBackwards off, or wrap the layer in Bidirectional.`,
    })
  }
  return problems
}

function stateProblems({ model }: Experiment): Problem[] {
  const encoder = placed(model.layers)
  const decoder = placed(model.decoder?.layers ?? [])
  if (encoder.length === 0) {
    return [
      {
        path: encoderPath,
        message:
          'have no recurrent layer, whose state the decoder starts from. Add an LSTM or GRU.',
      },
    ]
  }
  if (encoder.length !== decoder.length) {
    return [
      {
        path: decoderPath,
        message: `have ${counted(decoder.length)}, but the encoder has ${counted(encoder.length)}. Each of the decoder's starts from the state of one of the encoder's: give both as many.`,
      },
    ]
  }
  return encoder.flatMap((from, at) => {
    // A Bidirectional in a decoder is told of elsewhere.
    return decoder[at].layer.type === 'Bidirectional' ? [] : pairProblems(from, decoder[at])
  })
}

interface Placed {
  readonly layer: LayerSpec
  readonly index: number
}

function placed(layers: readonly LayerSpec[]): Placed[] {
  return layers.map((layer, index) => ({ layer, index })).filter(({ layer }) => isRecurrent(layer))
}

function pairProblems(from: Placed, { layer, index }: Placed): Problem[] {
  const cell = cellOf(from.layer)
  const own = cellOf(layer)
  if (!cell || !own) return []
  const label = `${labelOf(layer, index)} of the decoder`
  const source = `encoder layer ${from.index + 1} (${layerLabel(from.layer)})`
  if (cell.type !== own.type) {
    return [
      {
        path: `${decoderPath}.${index}.type`,
        message: `${label}: starts from the state of ${source}, which a ${own.type} cannot take over. Use ${cell.type} in both.`,
      },
    ]
  }
  const isBoth = from.layer.type === 'Bidirectional'
  const units = isBoth ? 2 * cell.units : cell.units
  if (units === own.units) return []
  const why = isBoth ? ` (2 × ${cell.units}, one for each direction)` : ''
  return [
    {
      path: `${decoderPath}.${index}.units`,
      message: `${label}: has ${own.units} units, but the state of ${source} has ${units}${why}. Set units to ${units}.`,
    },
  ]
}

function cellOf(layer: LayerSpec): RecurrentSpec | undefined {
  if (layer.type === 'Bidirectional') return layer.layer
  return layer.type === 'SimpleRNN' || layer.type === 'LSTM' || layer.type === 'GRU'
    ? layer
    : undefined
}

function counted(count: number): string {
  return `${count} recurrent ${count === 1 ? 'layer' : 'layers'}`
}

function labelOf(layer: LayerSpec, index: number): string {
  return `Layer ${index + 1} (${layerLabel(layer)})`
}

function trainingProblems({ training }: Experiment): Problem[] {
  const problems: Problem[] = []
  if (training.loss !== null && training.loss !== 'sparseCategoricalCrossentropy')
    problems.push({
      path: 'training.loss',
      message: `seq2seq is trained on sparseCategoricalCrossentropy, got "${training.loss}". Leave it away.`,
    })
  if (training.classWeight !== null)
    problems.push({
      path: 'training.classWeight',
      message: 'weighs classes, and seq2seq has none. Leave it away.',
    })
  return problems
}
