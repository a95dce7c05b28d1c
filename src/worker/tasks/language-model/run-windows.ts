// Runs a language model on a batch of windows, from a given state to the state after them.
import type { LayersModel, Scalar, Tensor2D } from '@tensorflow/tfjs'
import { tf } from '../../backend'
import { logitsFromState, type NetworkState } from '../../generation/forward-from-state'
import { accuracyOf, meanCrossEntropy } from './loss'
import type { WindowBatch } from './windows'

export interface WindowsRun {
  /** Means over the targets that count. */
  readonly loss: Scalar
  readonly accuracy: Scalar
  readonly state: NetworkState
}

/** How the model is run. */
export interface RunSettings {
  readonly model: LayersModel
  /** See `logitsFromState`. */
  readonly tied: boolean
  /** Whether dropout is on. */
  readonly training: boolean
}

/** Differentiable; call it inside a tidy. `state` null: zeros. */
export function runWindows(
  { model, tied, training }: RunSettings,
  batch: WindowBatch,
  state: NetworkState | null,
): WindowsRun {
  const { ids, targets, weights, counted, rows, length } = batch
  const read = tf.tensor2d(ids, [rows, length], 'int32')
  const { logits, state: after } = logitsFromState(model, read, state, training, tied)
  const flat: Tensor2D = tf.reshape(logits, [rows * length, logits.shape[2]])
  const wanted = {
    ids: tf.tensor1d(targets, 'int32'),
    weights: weights && tf.tensor1d(weights),
    counted,
  }
  return {
    loss: meanCrossEntropy(flat, wanted),
    accuracy: accuracyOf(flat, wanted),
    state: after,
  }
}
