// A number that a network gives for an embedded text, and how fast it changes on the straight way to that text from another.
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../backend'

/** The number that is explained, of several versions of a text at once: [batch, steps, width] to [batch, 1]; differentiable. */
export type Explained = (embedded: Tensor3D) => Tensor2D

/** The way from one embedded text to another. */
export interface Way {
  /** [steps, width] */
  readonly from: Float32Array
  /** What is to be gone: [steps, width] */
  readonly away: Float32Array
  readonly width: number
}

/** What is known at a place of the way. */
export interface Place {
  /** Of the way: 0 is its start, 1 its end. */
  readonly share: number
  /** The number there. */
  readonly value: number
  /** By step: how fast the number changes by that step's vector going its way. */
  readonly slopes: Float32Array
}

/** Numbers that are held at once; more places are looked at one group after the other. */
const numbersAtOnce = 500_000

/** How many places of a way are looked at at once. */
export function groupSize({ away }: Way): number {
  return Math.max(1, Math.floor(numbersAtOnce / away.length))
}

/** Looks at places of the way. Leaves no tensors behind. */
export function lookAt(explained: Explained, way: Way, shares: readonly number[]): Place[] {
  const { away, width } = way
  const steps = away.length / width
  return tf.tidy(() => {
    const points = tf.tensor3d(pointsOf(way, shares), [shares.length, steps, width])
    let values: ArrayLike<number> = []
    // Each place's number depends on that place alone, so that the gradient of their sum holds each one's own.
    const gradient = tf.grad((embedded) => {
      const numbers = explained(embedded as Tensor3D) // as it was given
      values = numbers.dataSync<'float32'>()
      return tf.sum(numbers)
    })(points)
    const slopes = tf
      .sum(tf.mul(gradient, tf.tensor2d(away, [steps, width])), 2)
      .dataSync<'float32'>() // [places, steps]
    return shares.map((share, at) => ({
      ...{ share, value: values[at] },
      slopes: slopes.slice(at * steps, (at + 1) * steps),
    }))
  })
}

function pointsOf({ from, away }: Way, shares: readonly number[]): Float32Array {
  const points = new Float32Array(shares.length * away.length)
  for (const [point, share] of shares.entries()) {
    const start = point * away.length
    for (let at = 0; at < away.length; at++) points[start + at] = from[at] + share * away[at]
  }
  return points
}
