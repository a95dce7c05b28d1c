// How many parameters a layer has, and the formula behind the number. Formulas as in Keras's layers.
import type { LayerSpec, RecurrentSpec } from '../experiment/layers'
import { formatCount } from './format'

export interface LayerParameters {
  readonly count: number
  /** In words, e.g. `units × (units + inputs) + units`; empty for a layer without parameters. */
  readonly formula: string
  /** With the numbers, e.g. `32 × (32 + 32) + 32 = 2,080`. */
  readonly filled: string
  /** For gated cells: the gates, each with a share of the parameters, in Keras's order. */
  readonly gates?: readonly string[]
}

const none: LayerParameters = { count: 0, formula: '', filled: '' }

const gatesOf: Record<RecurrentSpec['type'], readonly string[]> = {
  SimpleRNN: [],
  LSTM: ['input', 'forget', 'cell', 'output'],
  GRU: ['update', 'reset', 'candidate'],
}

/**
 * Parameters of one layer.
 * @param inputs width of what comes in: the last axis of the input shape
 * @param vocabularySize ids an Embedding has rows for
 */
export function layerParameters(
  layer: LayerSpec,
  inputs: number,
  vocabularySize: number,
): LayerParameters {
  switch (layer.type) {
    case 'Embedding':
      return describedParameters(
        vocabularySize * layer.units,
        'vocabulary × units',
        `${vocabularySize} × ${layer.units}`,
      )
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return recurrentParameters(layer, inputs)
    case 'Bidirectional': {
      const one = recurrentParameters(layer.layer, inputs)
      const body = one.filled.split(' = ')[0]
      return {
        ...describedParameters(2 * one.count, `2 × (${one.formula})`, `2 × (${body})`),
        gates: one.gates,
      }
    }
    case 'TimeDistributed':
      return layerParameters(layer.layer, inputs, vocabularySize)
    case 'Dense':
      return layer.useBias
        ? describedParameters(
            inputs * layer.units + layer.units,
            'inputs × units + units',
            `${inputs} × ${layer.units} + ${layer.units}`,
          )
        : describedParameters(inputs * layer.units, 'inputs × units', `${inputs} × ${layer.units}`)
    case 'LayerNormalization':
      return normalizationParameters(Number(layer.center) + Number(layer.scale), inputs)
    default:
      return none
  }
}

function recurrentParameters(layer: RecurrentSpec, inputs: number): LayerParameters {
  const gates = gatesOf[layer.type]
  const { units, useBias } = layer
  const perGate = units * (units + inputs) + (useBias ? units : 0)
  const formula = `units × (units + inputs)${useBias ? ' + units' : ''}`
  const filled = `${units} × (${units} + ${inputs})${useBias ? ` + ${units}` : ''}`
  if (gates.length === 0) return describedParameters(perGate, formula, filled)
  const times = gates.length
  return {
    ...describedParameters(times * perGate, `${times} × (${formula})`, `${times} × (${filled})`),
    gates,
  }
}

function normalizationParameters(vectors: number, inputs: number): LayerParameters {
  return vectors === 0
    ? none
    : describedParameters(vectors * inputs, `${vectors} × inputs`, `${vectors} × ${inputs}`)
}

/** Parameters from their number, the formula in words and the formula with numbers. */
export function describedParameters(
  count: number,
  formula: string,
  filled: string,
): LayerParameters {
  return { count, formula, filled: `${filled} = ${formatCount(count)}` }
}
