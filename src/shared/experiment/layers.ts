// The layers of an experiment: Keras's names and defaults, each a strict object so that a typo is refused.
import { z } from 'zod'

export const activations = [
  'linear',
  'tanh',
  'sigmoid',
  'hardSigmoid',
  'relu',
  'elu',
  'selu',
  'softplus',
  'softsign',
  'softmax',
] as const

export const initializers = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'leCunUniform',
  'leCunNormal',
  'randomUniform',
  'randomNormal',
  'truncatedNormal',
  'orthogonal',
  'zeros',
  'ones',
] as const

export const mergeModes = ['concat', 'sum', 'ave', 'mul'] as const

const units = z.int().min(1).max(1_000_000)
const rate = z.number().min(0).max(0.95)
const activation = z.enum(activations)
const initializer = z.enum(initializers)
const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/)
  .optional()

// Shared by SimpleRNN, LSTM and GRU. Keras: https://keras.io/api/layers/recurrent_layers/
const recurrent = {
  name,
  units,
  activation: activation.default('tanh'),
  useBias: z.boolean().default(true),
  kernelInitializer: initializer.default('glorotUniform'),
  recurrentInitializer: initializer.default('orthogonal'),
  biasInitializer: initializer.default('zeros'),
  dropout: rate.default(0),
  recurrentDropout: rate.default(0),
  returnSequences: z.boolean().default(false),
  goBackwards: z.boolean().default(false),
}
// Keras's default; tfjs's own is hardSigmoid, which Keras 3 defines differently.
const recurrentActivation = activation.default('sigmoid')

export const embeddingSchema = z.strictObject({
  type: z.literal('Embedding'),
  name,
  units,
  embeddingsInitializer: initializer.default('randomUniform'),
})
export const simpleRnnSchema = z.strictObject({ type: z.literal('SimpleRNN'), ...recurrent })
export const lstmSchema = z.strictObject({
  type: z.literal('LSTM'),
  ...recurrent,
  recurrentActivation,
  unitForgetBias: z.boolean().default(true),
})
export const gruSchema = z.strictObject({
  type: z.literal('GRU'),
  ...recurrent,
  recurrentActivation,
})
export const recurrentSchema = z.discriminatedUnion('type', [
  simpleRnnSchema,
  lstmSchema,
  gruSchema,
])
export const bidirectionalSchema = z.strictObject({
  type: z.literal('Bidirectional'),
  name,
  layer: recurrentSchema,
  mergeMode: z.enum(mergeModes).default('concat'),
})
export const dropoutSchema = z.strictObject({
  type: z.literal('Dropout'),
  name,
  rate: rate.default(0.5),
})
export const spatialDropoutSchema = z.strictObject({
  type: z.literal('SpatialDropout1D'),
  name,
  rate: rate.default(0.5),
})
export const denseSchema = z.strictObject({
  type: z.literal('Dense'),
  name,
  units,
  activation: activation.default('linear'),
  useBias: z.boolean().default(true),
  kernelInitializer: initializer.default('glorotUniform'),
  biasInitializer: initializer.default('zeros'),
})
export const flattenSchema = z.strictObject({ type: z.literal('Flatten'), name })
export const maxPoolingSchema = z.strictObject({ type: z.literal('GlobalMaxPooling1D'), name })
export const averagePoolingSchema = z.strictObject({
  type: z.literal('GlobalAveragePooling1D'),
  name,
})
export const layerNormalizationSchema = z.strictObject({
  type: z.literal('LayerNormalization'),
  name,
  epsilon: z.number().positive().max(1).default(0.001),
  center: z.boolean().default(true),
  scale: z.boolean().default(true),
})
export const timeDistributedSchema = z.strictObject({
  type: z.literal('TimeDistributed'),
  name,
  layer: z.discriminatedUnion('type', [denseSchema, dropoutSchema, layerNormalizationSchema]),
})

export const layerSchema = z.discriminatedUnion('type', [
  embeddingSchema,
  simpleRnnSchema,
  lstmSchema,
  gruSchema,
  bidirectionalSchema,
  dropoutSchema,
  spatialDropoutSchema,
  denseSchema,
  flattenSchema,
  maxPoolingSchema,
  averagePoolingSchema,
  timeDistributedSchema,
  layerNormalizationSchema,
])

/** One layer with every default filled in. */
export type LayerSpec = z.output<typeof layerSchema>
/** One layer as a person types it. */
export type LayerInput = z.input<typeof layerSchema>
export type LayerType = LayerSpec['type']
export type RecurrentSpec = z.output<typeof recurrentSchema>
export type Activation = (typeof activations)[number]
export type Initializer = (typeof initializers)[number]

export const layerTypes: readonly LayerType[] = layerSchema.options.map(
  (option) => option.shape.type.value,
)
