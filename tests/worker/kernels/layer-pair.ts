// A recurrent layer of tfjs as it is and its twin on chosen kernels, with equal weights, for comparing the two.
import type { LayersModel, Tensor, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../../../src/worker/backend'
import type { Implementation } from '../../../src/worker/kernels/choose'
import { installKernels } from '../../../src/worker/kernels/install'
import { cells, type Cell } from '../../../src/worker/kernels/recurrence'
import { DropoutMasks, seedRecurrentDropout } from '../../../src/worker/model/dropout'
import { initialValues } from '../../../src/worker/model/initial-values'
import type { Layer } from '../../../src/worker/model/tfjs-internals'

export interface Options {
  readonly useBias?: boolean
  readonly returnSequences?: boolean
  readonly goBackwards?: boolean
  readonly returnState?: boolean
  readonly dropout?: number
  readonly bidirectional?: 'concat' | 'sum'
}

export interface Size {
  readonly batch: number
  readonly time: number
  readonly inputs: number
  readonly units: number
}

export { cells, type Cell }

/** Calls `use` while UNROLL_KERNELS names `implementation`. */
export function forced<Value>(implementation: Implementation, use: () => Value): Value {
  const before = process.env.UNROLL_KERNELS
  process.env.UNROLL_KERNELS = implementation
  try {
    return use()
  } finally {
    if (before === undefined) delete process.env.UNROLL_KERNELS
    else process.env.UNROLL_KERNELS = before
  }
}

/** Numbers between -1 and 1, another row of them for each seed. */
export function numbers(shape: readonly number[], seed: number): Tensor {
  const count = shape.reduce((product, size) => product * size, 1)
  const values = initialValues('randomUniform', [count], seed).map((value) => value * 20)
  return tf.tensor(values, [...shape])
}

/** A model of one layer with seeded weights that runs on `implementation`; the caller disposes it. */
export function modelOf(
  cell: Cell,
  options: Options,
  { inputs, units }: Size,
  implementation: Implementation,
): LayersModel {
  // Initial values are left to the surrounding tidy.
  const layer = layerOf(cell, options, units)
  const input = tf.input({ shape: [null, inputs] })
  tf.tidy(() => {
    layer.apply(input)
    const values = layer.weights.map((weight, index) =>
      tf.mul(numbers(weight.shape as number[], index + 1), 1 / Math.sqrt(units)),
    )
    layer.setWeights(values)
  })
  const model = tf.model({
    inputs: input,
    outputs: layer.output as typeof input | (typeof input)[],
  })
  const masks = new DropoutMasks(5)
  masks.beginStep(1)
  seedRecurrentDropout(layer, masks, 0)
  forced(implementation, () => installKernels(model))
  return model
}

// tfjs's orthogonal initializer is slow and leaves tensors behind.
const plainInitializers = { recurrentInitializer: 'zeros' as const }

function layerOf(cell: Cell, { bidirectional, ...options }: Options, units: number): Layer {
  const config = {
    units,
    recurrentActivation: 'sigmoid' as const,
    ...options,
    ...plainInitializers,
  }
  const layer = {
    SimpleRNN: () => tf.layers.simpleRNN(config),
    LSTM: () => tf.layers.lstm(config),
    GRU: () => tf.layers.gru(config),
  }[cell]() as ReturnType<typeof tf.layers.lstm> // the three share what the wrapper needs
  return bidirectional ? tf.layers.bidirectional({ layer, mergeMode: bidirectional }) : layer
}

/** The layer's answer to seeded input, then the gradients of input and weights for a seeded gradient of the answer. */
export function answersOf(model: LayersModel, size: Size): Float32Array[] {
  const layer = model.layers[model.layers.length - 1]
  const { batch, time, inputs } = size
  return tf.tidy(() => {
    const weights = layer.weights.map((weight) => weight.read())
    const input = numbers([batch, time, inputs], 50) as Tensor3D
    const { outputShape } = layer
    const shape = (outputShape as (number | null)[]).map(
      (size, axis) => size ?? (axis ? time : batch),
    )
    const upstream = numbers(shape, 51)
    // tfjs cannot differentiate the splitting of a sequence of one step.
    const sources = time > 1 ? [input, ...weights] : weights
    const apply = () => layer.call(input, { training: true }) as Tensor
    const { value, grads } = tf.engine().gradients(apply, sources, upstream)
    return [value, ...grads].map((tensor) => tensor.dataSync<'float32'>())
  })
}

/** Largest difference; for gradients relative to their largest value. */
export function difference(
  actual: Float32Array,
  expected: Float32Array,
  relative: boolean,
): number {
  let most = 0
  let scale = relative ? 1e-3 : 1
  for (let index = 0; index < expected.length; index++) {
    const distance = Math.abs(actual[index] - expected[index])
    most = Number.isFinite(distance) ? Math.max(most, distance) : Infinity
    if (relative) scale = Math.max(scale, Math.abs(expected[index]))
  }
  return actual.length === expected.length ? most / scale : Infinity
}
