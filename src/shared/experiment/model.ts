// The `model` part of the experiment file: the layers, and the decoder of an encoder-decoder.
import { z } from 'zod'
import { layerSchema } from './layers'

/**
 * How a decoder looks back at the encoder's outputs. Both come after the decoder's last recurrent layer, as in Keras's
 * Attention and AdditiveAttention layers; they differ in the score.
 * `luong`: the dot product with a learned matrix between (Luong et al. 2015, "general").
 * `bahdanau`: a small network of both, v tanh(W q + U k) (Bahdanau et al. 2015, "additive").
 */
export const attentions = ['none', 'luong', 'bahdanau'] as const
export type Attention = (typeof attentions)[number]

export const decoderSchema = z.strictObject({
  /**
   * Begins with an Embedding and ends with a TimeDistributed Dense softmax over the target vocabulary; the
   * recurrent layers between start from the states of the encoder's, in their order.
   */
  layers: z.array(layerSchema).min(3).max(32),
  attention: z.enum(attentions).default('none'),
})

export const modelSchema = z.strictObject({
  /** `sequence`: the input is fixed to text.sequenceLength; `any`: the model takes any length. */
  inputLength: z.enum(['sequence', 'any']).default('sequence'),
  /** Of seq2seq: the encoder. */
  layers: z.array(layerSchema).min(1).max(64),
  /** Of seq2seq alone. */
  decoder: decoderSchema.nullable().default(null),
  /**
   * Of a language model: the last Dense has no kernel of its own but uses the embeddings, transposed (Press and Wolf 2017).
   * The layer before it has to be as wide as the Embedding.
   */
  tieEmbeddings: z.boolean().default(false),
})

export type ModelOptions = z.output<typeof modelSchema>
export type DecoderOptions = NonNullable<ModelOptions['decoder']>
