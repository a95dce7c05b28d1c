// The rows of the layer table that an attention stands for, with their parameters.
import type { Attention } from '../experiment/model'
import { describedParameters, type LayerParameters } from './layer-parameters'
import type { Shape } from './layer-shapes'

/** Names of the layers of an attention; the same stand in the saved model. */
export const attentionNames = {
  /** [batch, source] ids to 0, or for padding to a number that a softmax makes 0. */
  mask: 'attention_mask',
  query: 'attention_query',
  key: 'attention_key',
  scores: 'attention_scores',
  weights: 'attention_weights',
  context: 'attention_context',
  combine: 'attention_combine',
} as const

/** A row without its part; the shapes are [batch, target time, ...]. */
export interface AttentionRow extends LayerParameters {
  readonly name: string
  readonly type: string
  readonly outputShape: Shape
  readonly isTrained: boolean
}

export interface AttentionSizes {
  /** Width of the decoder's last recurrent layer. */
  readonly decoder: number
  /** Width of what the encoder gives at each step. */
  readonly encoder: number
  /** Ids of the source vocabulary. */
  readonly vocabulary: number
}

/**
 * The layers of an attention, which stand after the decoder's last recurrent layer.
 * `luong`: the scores are (W h) . k (Luong et al. 2015, "general"); `bahdanau`: v tanh(W h + U k)
 * (Bahdanau et al. 2015), with W, U as wide as the decoder. Both end with tanh(C [context; h]), as wide as the decoder.
 */
export function attentionRows(
  attention: Attention,
  sizes: AttentionSizes,
): readonly AttentionRow[] {
  if (attention === 'none') return []
  const { decoder, encoder } = sizes
  const { mask, query, key, scores, weights, context, combine } = attentionNames
  const isLuong = attention === 'luong'
  return [
    { ...row(mask, 'Embedding', [null, null, 1], maskParameters(sizes)), isTrained: false },
    isLuong
      ? row(
          query,
          'Dense',
          [null, null, encoder],
          product(['decoder', decoder], ['encoder', encoder]),
        )
      : row(
          query,
          'Dense',
          [null, null, decoder],
          product(['decoder', decoder], ['decoder', decoder]),
        ),
    ...(isLuong
      ? [row(scores, 'Dot', [null, null, null])]
      : [
          row(
            key,
            'Dense',
            [null, null, decoder],
            product(['encoder', encoder], ['decoder', decoder]),
          ),
          row(scores, 'Dense', [null, null, null], product(['decoder', decoder])),
        ]),
    row(weights, 'Activation', [null, null, null]),
    row(context, 'Dot', [null, null, encoder]),
    row(combine, 'Dense', [null, null, decoder], combineParameters(sizes)),
  ]
}

type Factor = readonly [name: string, size: number]

function row(
  name: string,
  type: string,
  outputShape: Shape,
  parameters: LayerParameters = { count: 0, formula: '', filled: '' },
): AttentionRow {
  return { ...parameters, name, type, outputShape, isTrained: true }
}

function product(...factors: readonly Factor[]): LayerParameters {
  return describedParameters(
    factors.reduce((count, [, size]) => count * size, 1),
    factors.map(([name]) => name).join(' × '),
    factors.map(([, size]) => size).join(' × '),
  )
}

function maskParameters({ vocabulary }: AttentionSizes): LayerParameters {
  return describedParameters(vocabulary, 'vocabulary (not trained)', String(vocabulary))
}

function combineParameters({ decoder, encoder }: AttentionSizes): LayerParameters {
  return describedParameters(
    (encoder + decoder) * decoder,
    '(encoder + decoder) × decoder',
    `(${encoder} + ${decoder}) × ${decoder}`,
  )
}
