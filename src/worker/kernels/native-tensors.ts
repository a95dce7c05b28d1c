// TensorFlow's tensors by their numbers, outside tfjs's bookkeeping, which takes longer than a small operation does.
import type { Tensor } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { describe, nodeBackend, type Attribute, type Metadata } from './tensorflow-ops'

/** A native tensor. */
export interface Native {
  readonly id: number
}

/** Calls `work` with a place to make native tensors in; those that it has not handed over are freed at its end. */
export function withNativeTensors<Value>(work: (tensors: NativeTensors) => Value): Value {
  const tensors = new NativeTensors()
  try {
    return work(tensors)
  } finally {
    tensors.freeAll()
  }
}

/** The native tensors of one piece of work. */
export class NativeTensors {
  readonly #backend = nodeBackend()
  readonly #plain = describe({})
  readonly #product = describe({ transpose_a: true })
  readonly #owned = new Set<number>()
  #firstAxis: Native | undefined

  /** The native tensor of a tfjs tensor, which goes on owning it. */
  of(tensor: Tensor): Native {
    return { id: this.#backend.getInputTensorIds([tensor])[0] }
  }

  /** Runs an operation on float32 tensors; its answers live until they are handed over, freed, or the work ends. */
  run(
    name: string,
    inputs: readonly Native[],
    outputs: number,
    attributes: readonly Attribute[] = this.#plain,
  ): Metadata[] {
    const ids = inputs.map(({ id }) => id)
    const answers = this.#backend.binding.executeOp(name, attributes, ids, outputs)
    for (const { id } of answers) this.#owned.add(id)
    return answers
  }

  /** The members of a tensor along its first axis. */
  unstack(tensor: Tensor): Metadata[] {
    const [count] = tensor.shape
    const attributes = describe({ num: { whole: count }, axis: { whole: 0 } })
    return this.run('Unpack', [this.of(tensor)], count, attributes)
  }

  /** Tensors of one shape as one with a first axis more. */
  stack(tensors: readonly Native[]): Metadata {
    const attributes = describe({ N: { whole: tensors.length }, axis: { whole: 0 } })
    return this.run('Pack', tensors, 1, attributes)[0]
  }

  /** Tensors one below the other: their first axis is the longer for it. */
  join(tensors: readonly Native[]): Metadata {
    // The operation wants two at least.
    if (tensors.length === 1) return this.run('Identity', tensors, 1)[0]
    this.#firstAxis ??= this.of(tf.scalar(0, 'int32'))
    const attributes = describe({ N: { whole: tensors.length }, Tidx: { type: 'int32' } })
    return this.run('ConcatV2', [...tensors, this.#firstAxis], 1, attributes)[0]
  }

  /** The left matrix transposed times the right one. */
  transposedProduct(left: Native, right: Native): Metadata {
    return this.run('MatMul', [left, right], 1, this.#product)[0]
  }

  sum(tensors: readonly Native[]): Metadata {
    return this.run('AddN', tensors, 1, describe({ N: { whole: tensors.length } }))[0]
  }

  /** The numbers of a native tensor. */
  read(native: Native): Float32Array {
    return this.#backend.binding.tensorDataSync(native.id)
  }

  /** Makes it a tfjs tensor, which belongs to the surrounding tidy. It has to be one that this work made. */
  handOver(native: Metadata): Tensor {
    this.#owned.delete(native.id)
    return this.#backend.createOutputTensor(native)
  }

  free(natives: readonly Native[]): void {
    for (const { id } of natives) {
      if (this.#owned.delete(id)) this.#backend.binding.deleteTensor(id)
    }
  }

  freeAll(): void {
    for (const id of this.#owned) this.#backend.binding.deleteTensor(id)
    this.#owned.clear()
  }
}
