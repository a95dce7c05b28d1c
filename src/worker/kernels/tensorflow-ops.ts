// Runs TensorFlow operations that tfjs has no function for, through the backend of tfjs-node.
import type { Tensor } from '@tensorflow/tfjs'
import { tf } from '../backend'

/** An attribute of an operation as tfjs-node's binding takes it. */
export interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: unknown
}

/** A native tensor as the binding describes it. */
export interface Metadata {
  readonly id: number
  readonly shape: readonly number[]
  readonly dtype: number
}

interface Stored {
  readonly shape: readonly number[]
  readonly dtype: number
  readonly values: null
  readonly id: number
  readonly refCount: number
}

type Input = { readonly dataId: object }

/** The parts of tfjs-node's backend that run an operation by its name. */
interface NodeBackend {
  readonly binding: Record<string, number> & {
    createTensor(shape: readonly number[], type: number, values: Int32Array | Float32Array): number
    deleteTensor(id: number): void
    tensorDataSync(id: number): Float32Array
    executeOp(
      name: string,
      attributes: readonly Attribute[],
      inputs: readonly number[],
      outputs: number,
    ): Metadata[]
  }
  readonly tensorMap: Map<object, Stored>
  createOutputTensor(metadata: Metadata): Tensor
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Input[],
    outputs: number,
  ): Tensor[]
  getInputTensorIds(inputs: readonly Input[]): number[]
}

/** Numbers are floats; whole numbers and types say so. */
export type Attributes = Readonly<
  Record<string, number | boolean | { readonly whole: number } | { readonly type: 'int32' }>
>

/** Runs the operation `name` on float32 tensors; the answers belong to the surrounding tidy. */
export function runOp(
  name: string,
  inputs: readonly Input[],
  outputs: number,
  attributes: Attributes = {},
): Tensor[] {
  return nodeBackend().executeMultipleOutputs(name, describe(attributes), inputs, outputs)
}

/** The attributes as the binding wants them, with the element type of float32 tensors. */
export function describe(attributes: Attributes): Attribute[] {
  const { binding } = nodeBackend()
  const type = { name: 'T', type: binding['TF_ATTR_TYPE'], value: binding['TF_FLOAT'] }
  const described = Object.entries(attributes).map(([name, value]) => {
    if (typeof value === 'object') {
      return 'whole' in value
        ? { name, type: binding['TF_ATTR_INT'], value: value.whole }
        : { name, type: binding['TF_ATTR_TYPE'], value: binding['TF_INT32'] }
    }
    const kind = typeof value === 'boolean' ? 'TF_ATTR_BOOL' : 'TF_ATTR_FLOAT'
    return { name, type: binding[kind], value }
  })
  return [type, ...described]
}

const scalars = new Map<number, Input>()

/**
 * A scalar of type int64, which tfjs has no tensors of. Kept for good: tfjs-node's own Int64Scalar leaves a native
 * tensor behind at each use, and there are only as many different ones as sequences have lengths.
 */
export function int64Scalar(value: number): Input {
  const known = scalars.get(value)
  if (known) return known
  const { binding, tensorMap } = nodeBackend()
  const type = binding['TF_INT64']
  const id = binding.createTensor([], type, Int32Array.of(value, 0))
  const scalar = { dataId: {} }
  tensorMap.set(scalar.dataId, { shape: [], dtype: type, values: null, id, refCount: 1 })
  scalars.set(value, scalar)
  return scalar
}

/** The backend, where native TensorFlow runs. */
export function nodeBackend(): NodeBackend {
  return tf.backend() as unknown as NodeBackend // tfjs-node publishes no type of it
}
