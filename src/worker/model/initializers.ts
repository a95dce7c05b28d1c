// tfjs's initializers under their standard names, with seeded values of the lab's own.
import type { Tensor } from '@tensorflow/tfjs'
import type { Initializer } from '#shared/experiment/layers'
import { tf } from '../backend'
import { initialValues } from './initial-values'

const factories = {
  glorotUniform: tf.initializers.glorotUniform,
  glorotNormal: tf.initializers.glorotNormal,
  heUniform: tf.initializers.heUniform,
  heNormal: tf.initializers.heNormal,
  leCunUniform: tf.initializers.leCunUniform,
  leCunNormal: tf.initializers.leCunNormal,
  randomUniform: tf.initializers.randomUniform,
  randomNormal: tf.initializers.randomNormal,
  truncatedNormal: tf.initializers.truncatedNormal,
  orthogonal: tf.initializers.orthogonal,
  zeros: tf.initializers.zeros,
  ones: tf.initializers.ones,
} satisfies Record<Initializer, unknown>

/** A tfjs initializer object. */
export type SeededInitializer = ReturnType<typeof tf.initializers.zeros>

/**
 * An initializer that is saved as tfjs's own, so that plain tfjs reads the model, but draws the lab's values: the
 * same on every backend, Keras's scaling of the normal ones, and orthogonal matrices without tfjs's slow QR.
 */
export function seededInitializer(name: Initializer, seed: number): SeededInitializer {
  const initializer: SeededInitializer = factories[name]({ seed })
  initializer.apply = (shape): Tensor => {
    const sizes = shape.map((size) => size ?? 1)
    return tf.tensor(initialValues(name, sizes, seed), sizes)
  }
  return initializer
}
