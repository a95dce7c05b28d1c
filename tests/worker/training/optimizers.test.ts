// Each optimizer over several steps against Keras's update rule written out for a single number.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { optimizerSchema, type OptimizerOptions } from '#shared/experiment/schema'
import { startBackend, tf } from '../../../src/worker/backend'
import { Optimizer } from '../../../src/worker/training/optimizers'

beforeAll(async () => {
  await startBackend()
})
let tensors = 0
beforeEach(() => {
  tensors = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors)
})

/** Keras's update_step for one weight: takes the gradient, gives what is added to the weight. */
type Rule = (gradient: number, weight: number) => number

const rules: {
  [Type in OptimizerOptions['type']]: (options: Extract<OptimizerOptions, { type: Type }>) => Rule
} = {
  sgd:
    ({ learningRate }) =>
    (gradient) =>
      -learningRate * gradient,
  momentum: ({ learningRate, momentum, nesterov }) => {
    let velocity = 0
    return (gradient) => {
      velocity = momentum * velocity - learningRate * gradient
      return nesterov ? momentum * velocity - learningRate * gradient : velocity
    }
  },
  rmsprop: ({ learningRate, rho, momentum, epsilon, centered }) => {
    let velocity = 0
    let average = 0
    let moment = 0
    return (gradient) => {
      velocity = rho * velocity + (1 - rho) * gradient ** 2
      average = rho * average + (1 - rho) * gradient
      const denominator = velocity - (centered ? average ** 2 : 0) + epsilon
      const increment = (learningRate * gradient) / Math.sqrt(denominator)
      moment = momentum * moment + increment
      return momentum > 0 ? -moment : -increment
    }
  },
  adam: (options) => adam(options, 0),
  adamw: (options) => adam(options, options.weightDecay),
  nadam: ({ learningRate, beta1, beta2, epsilon }) => {
    let mean = 0
    let square = 0
    let product = 1
    let step = 0
    return (gradient) => {
      step++
      const now = beta1 * (1 - 0.5 * 0.96 ** step)
      const next = beta1 * (1 - 0.5 * 0.96 ** (step + 1))
      product *= now
      mean += (gradient - mean) * (1 - beta1)
      square += (gradient ** 2 - square) * (1 - beta2)
      const ahead = (next * mean) / (1 - product * next) + ((1 - now) * gradient) / (1 - product)
      return (-learningRate * ahead) / (Math.sqrt(square / (1 - beta2 ** step)) + epsilon)
    }
  },
  adagrad: ({ learningRate, initialAccumulatorValue }) => {
    let sum = initialAccumulatorValue
    return (gradient) => {
      sum += gradient ** 2
      return (-learningRate * gradient) / Math.sqrt(sum + 1e-7)
    }
  },
}

function adam(
  { learningRate, beta1, beta2, epsilon }: Extract<OptimizerOptions, { type: 'adam' | 'adamw' }>,
  weightDecay: number,
): Rule {
  let mean = 0
  let square = 0
  let step = 0
  return (gradient, weight) => {
    step++
    mean += (gradient - mean) * (1 - beta1)
    square += (gradient ** 2 - square) * (1 - beta2)
    const alpha = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step)
    return -weightDecay * learningRate * weight - (mean * alpha) / (Math.sqrt(square) + epsilon)
  }
}

function ruleOf(options: OptimizerOptions): Rule {
  switch (options.type) {
    case 'sgd':
      return rules.sgd(options)
    case 'momentum':
      return rules.momentum(options)
    case 'rmsprop':
      return rules.rmsprop(options)
    case 'adam':
      return rules.adam(options)
    case 'adamw':
      return rules.adamw(options)
    case 'nadam':
      return rules.nadam(options)
    case 'adagrad':
      return rules.adagrad(options)
  }
}

const cases = [
  { type: 'sgd' },
  { type: 'momentum' },
  { type: 'momentum', nesterov: true },
  { type: 'rmsprop' },
  { type: 'rmsprop', momentum: 0.8 },
  { type: 'rmsprop', centered: true },
  { type: 'rmsprop', centered: true, momentum: 0.5, epsilon: 0.01 },
  { type: 'adam' },
  { type: 'adam', epsilon: 0.01 },
  { type: 'adamw', weightDecay: 0.1 },
  { type: 'nadam' },
  { type: 'adagrad' },
] as const

const gradients = [
  [0.5, -2, 1e-4],
  [0.1, 1.5, -3e-4],
  [-0.7, 0, 2e-4],
  [0.2, -0.4, 0],
  [0.5, 0.5, 1e-3],
]

describe('follows Keras over five steps', () => {
  it.each(cases.map((options) => [JSON.stringify(options), options] as const))(
    '%s',
    (_name, given) => {
      const options = optimizerSchema.parse({ learningRate: 0.05, ...given })
      const start = [1, -1, 0.5]
      const weight = tf.tidy(() => tf.variable(tf.tensor1d(start), true, 'optimized'))
      // A second weight, as a model has them, must not change the first one's steps.
      const other = tf.tidy(() => tf.variable(tf.scalar(0), true, 'beside'))
      const optimizer = new Optimizer(options)
      const expected = [...start]
      const reference = start.map(() => ruleOf(options))
      for (const gradient of gradients) {
        tf.tidy(() =>
          optimizer.apply([other, weight], {
            optimized: tf.tensor1d(gradient),
            beside: tf.scalar(1),
          }),
        )
        for (const [index, rule] of reference.entries()) {
          expected[index] += rule(gradient[index], expected[index])
        }
      }
      for (const [index, value] of weight.dataSync().entries()) {
        expect(Math.abs(value - expected[index])).toBeLessThan(2e-5)
      }
      optimizer.dispose()
      tf.dispose([weight, other])
    },
  )
})
