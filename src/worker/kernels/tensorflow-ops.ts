// Runs TensorFlow operations that tfjs has no function for, through the backend of tfjs-node.
import type { Tensor } from '@tensorflow/tfjs'
import { tf } from '../backend'

interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: unknown
}

interface Stored {
  readonly shape: readonly number[]
  readonly dtype: number
  readonly values: null
  readonly id: number
  readonly refCount: number
}

/** The parts of tfjs-node's backend that run an operation by its name. */
interface NodeBackend {
  readonly binding: Record<string, number> & {
    createTensor(shape: readonly number[], type: number, values: Int32Array): number
  }
  readonly tensorMap: Map<object, Stored>
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly { readonly dataId: object }[],
    outputs: number,
  ): Tensor[]
}

export type Attributes = Readonly<Record<string, number | boolean>>

/** True on native TensorFlow. */
export function hasTensorFlowOps(): boolean {
  return tf.getBackend() === 'tensorflow'
}

/**
 * Runs the operation `name` on float32 tensors; the answers belong to the surrounding tidy.
 * @param attributes numbers are floats
 */
export function runOp(
  name: string,
  inputs: readonly { readonly dataId: object }[],
  outputs: number,
  attributes: Attributes = {},
): Tensor[] {
  const { binding } = nodeBackend()
  const described = Object.entries(attributes).map(([key, value]) => ({
    name: key,
    type: typeof value === 'boolean' ? binding['TF_ATTR_BOOL'] : binding['TF_ATTR_FLOAT'],
    value,
  }))
  const type = { name: 'T', type: binding['TF_ATTR_TYPE'], value: binding['TF_FLOAT'] }
  return nodeBackend().executeMultipleOutputs(name, [type, ...described], inputs, outputs)
}

const scalars = new Map<number, { readonly dataId: object }>()

/**
 * A scalar of type int64, which tfjs has no tensors of. Kept for good: tfjs-node's own Int64Scalar leaves a native
 * tensor behind at each use, and there are only as many different ones as sequences have lengths.
 */
export function int64Scalar(value: number): { readonly dataId: object } {
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

function nodeBackend(): NodeBackend {
  return tf.backend() as unknown as NodeBackend // tfjs-node publishes no type of it
}
