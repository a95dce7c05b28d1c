// Small encoder-decoders to test with.
import type { Attention } from '#shared/experiment/model'
import { parseExperiment } from '#shared/experiment/parse'
import type { LayerInput } from '#shared/experiment/layers'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'

export interface TinyOptions {
  readonly cell?: 'SimpleRNN' | 'LSTM' | 'GRU'
  readonly attention?: Attention
  readonly isBidirectional?: boolean
  readonly depth?: number
  readonly units?: number
  readonly dropout?: number
  /** Other than tanh only tfjs's own layers can. */
  readonly activation?: 'tanh' | 'relu'
  readonly data?: ExperimentInput['data']
  readonly text?: ExperimentInput['text']
  readonly training?: ExperimentInput['training']
}

/** The source vocabulary of these networks has 12 ids, the target's 10. */
export function tinyInput(options: TinyOptions = {}): ExperimentInput {
  const { cell = 'LSTM', attention = 'none', isBidirectional = false, depth = 1 } = options
  const { units = 5, dropout = 0, activation = 'tanh' } = options
  const encoder = Array.from({ length: depth }, (_, index): LayerInput => {
    const returnSequences = attention !== 'none' || index < depth - 1
    const layer = { type: cell, units, returnSequences, dropout, activation } as const
    return isBidirectional ? { type: 'Bidirectional', layer } : layer
  })
  const width = isBidirectional ? 2 * units : units
  const decoder = Array.from({ length: depth }, (): LayerInput => ({
    type: cell,
    units: width,
    returnSequences: true,
    ...{ dropout, activation },
  }))
  const size = options.text?.target?.vocabularySize ?? 10
  const last = { type: 'Dense', units: size, activation: 'softmax' } as const
  return {
    task: 'seq2seq',
    data: options.data ?? { generator: { type: 'dates' } },
    text: options.text ?? {
      level: 'character',
      vocabularySize: 12,
      target: { vocabularySize: 10 },
    },
    model: {
      layers: [{ type: 'Embedding', units: 4 }, ...encoder],
      decoder: {
        layers: [
          { type: 'Embedding', units: 3 },
          ...decoder,
          { type: 'TimeDistributed', layer: last },
        ],
        attention,
      },
    },
    training: { ...options.training },
  }
}

export function tinyExperiment(options: TinyOptions = {}): Experiment {
  const parsed = parseExperiment(tinyInput(options))
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}
