// Runs a TimeDistributed layer on all time steps at once instead of step by step.
import { tf } from '../backend'
import { wrappedLayer, type Layer } from './tfjs-internals'

/**
 * tfjs calls the wrapped layer once per time step and does not tell it whether it trains. The layers that the lab
 * wraps treat every step alike, so one call on [batch x time, ...] gives the same numbers, and dropout works.
 */
export function flattenTimeSteps(layer: Layer): void {
  const inner = wrappedLayer(layer)
  layer.call = (inputs, kwargs) =>
    tf.tidy(() => {
      const input = Array.isArray(inputs) ? inputs[0] : inputs // [batch, time, ...]
      const [batch, time, ...rest] = input.shape
      const answer = inner.call(tf.reshape(input, [batch * time, ...rest]), kwargs)
      const output = Array.isArray(answer) ? answer[0] : answer // [batch x time, ...]
      return tf.reshape(output, [batch, time, ...output.shape.slice(1)])
    })
}
