// Each optimizer against Keras's update rule written out for a single number, against Keras's own numbers where the learning
// rate changes and gradients are clipped, and against itself after it was saved and restored.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { optimizerSchema, type OptimizerOptions } from '#shared/experiment/training'
import { startBackend, tf } from '../../../src/worker/backend'
import { clipByValue, scaleByNorm } from '../../../src/worker/training/clip'
import { Optimizer, stateFits, type OptimizerState } from '../../../src/worker/training/optimizers'

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
        tf.tidy(() => {
          const both = { optimized: tf.tensor1d(gradient), beside: tf.scalar(1) }
          optimizer.apply([other, weight], both, options.learningRate, 1)
        })
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

// Keras 3.15 on TensorFlow 2.21: the weights after the five gradients with these rates, plain, with global_clipnorm=0.5 and
// with clipvalue=0.3.
const rates = [0.05, 0.05, 0.025, 0.1, 0.01]
const kerasWeights = [
  [
    { type: 'sgd' },
    [0.9625, -0.9399999, 0.499995],
    [0.9812381, -0.9642265, 0.4999931],
    [0.9645, -0.973, 0.499995],
  ],
  [
    { type: 'momentum' },
    [0.8848525, -0.777415, 0.5000076],
    [0.9617903, -0.9139993, 0.4999954],
    [0.9007035, -0.9361585, 0.5000076],
  ],
  [
    { type: 'momentum', nesterov: true },
    [0.8588673, -0.7396736, 0.5000018],
    [0.9468493, -0.886826, 0.499989],
    [0.8751331, -0.9155425, 0.5000018],
  ],
  [
    { type: 'rmsprop' },
    [0.7810466, -0.8901181, 0.4928363],
    [0.7365379, -0.7992468, 0.4826196],
    [0.6849267, -0.7755841, 0.4928363],
  ],
  [
    { type: 'rmsprop', momentum: 0.8, centered: true },
    [0.3419659, -0.63344, 0.5222722],
    [0.2575357, -0.4818812, 0.487823],
    [0.1305468, -0.4325803, 0.5222722],
  ],
  [
    { type: 'adam' },
    [0.9098649, -0.9288636, 0.4688657],
    [0.9315921, -0.9295356, 0.4497296],
    [0.8724918, -0.9232626, 0.4688657],
  ],
  [
    { type: 'adamw', weightDecay: 0.1 },
    [0.8879814, -0.906574, 0.4577829],
    [0.9096354, -0.9071184, 0.4386152],
    [0.8507358, -0.9008634, 0.4577829],
  ],
  [
    { type: 'nadam' },
    [0.924372, -0.9574328, 0.4695887],
    [0.9145597, -0.9296939, 0.459229],
    [0.8890036, -0.921073, 0.4695887],
  ],
  [
    { type: 'adagrad' },
    [0.9425074, -0.9666222, 0.4999842],
    [0.9616295, -0.9481752, 0.4999783],
    [0.9288899, -0.9490386, 0.4999842],
  ],
] as const

/** The weight that starts at 1, -1, 0.5 after the five gradients, each with its own learning rate. */
function trained(
  options: OptimizerOptions,
  clip: { readonly clipNorm?: number; readonly clipValue?: number } = {},
): number[] {
  const weight = tf.tidy(() => tf.variable(tf.tensor1d([1, -1, 0.5]), true, 'optimized'))
  const optimizer = new Optimizer(options)
  for (const [index, gradient] of gradients.entries()) {
    tf.tidy(() => {
      const whole = { optimized: tf.tensor1d(gradient) }
      const cut = clip.clipValue ? clipByValue(whole, clip.clipValue) : whole
      const scale = scaleByNorm(Math.hypot(...gradient), clip.clipNorm ?? null)
      optimizer.apply([weight], cut, rates[index], scale)
    })
  }
  const values = [...weight.dataSync()]
  optimizer.dispose()
  weight.dispose()
  return values
}

describe("gives Keras's numbers while the learning rate changes", () => {
  it.each(kerasWeights.map((row) => [JSON.stringify(row[0]), ...row] as const))(
    '%s',
    (_name, given, plain, byNorm, byValue) => {
      const options = optimizerSchema.parse(given)
      const found = [
        trained(options),
        trained(options, { clipNorm: 0.5 }),
        trained(options, { clipValue: 0.3 }),
      ]
      for (const [kind, expected] of [plain, byNorm, byValue].entries()) {
        for (const [index, value] of expected.entries()) {
          expect(Math.abs(found[kind][index] - value)).toBeLessThan(3e-6)
        }
      }
    },
  )
})

/** Two weights whose names differ from those of any other pair, as tfjs makes them in one process. */
function pair(values: readonly ArrayLike<number>[]) {
  return tf.tidy(() => [
    tf.variable(tf.tensor2d(Float32Array.from(values[0]), [2, 2])),
    tf.variable(tf.tensor1d(Float32Array.from(values[1]))),
  ])
}

function takeSteps(
  optimizer: Optimizer,
  weights: ReturnType<typeof pair>,
  from: number,
  to: number,
) {
  for (let step = from; step <= to; step++) {
    tf.tidy(() => {
      const gradientsNow = Object.fromEntries(
        weights.map((weight, place) => [
          weight.name,
          tf.mul(tf.sin(tf.add(weight, step + place)), 1.7),
        ]),
      )
      optimizer.apply(weights, gradientsNow, 0.05 / step, step % 3 === 0 ? 0.25 : 1)
    })
  }
}

describe('goes on from its state to the last bit', () => {
  const types = optimizerSchema.options.map((option) => option.shape.type.value)
  const more = [
    { type: 'momentum', nesterov: true },
    { type: 'rmsprop', momentum: 0.8, centered: true },
  ]
  const all = [...types.map((type) => ({ type })), ...more]
  it.each(all.map((given) => [JSON.stringify(given), given] as const))('%s', (_name, given) => {
    const options = optimizerSchema.parse(given)
    const weights = pair([
      [1, -1, 0.5, 2],
      [0.1, -0.2, 0.3],
    ])
    const optimizer = new Optimizer(options)
    takeSteps(optimizer, weights, 1, 7)
    const saved = optimizer.state(weights)
    const values = weights.map((weight) => weight.dataSync().slice())
    takeSteps(optimizer, weights, 8, 20)

    const again = pair(values)
    expect(stateFits(options, again, saved)).toBe(true)
    const restored = new Optimizer(options, saved)
    const untouched = structuredClone(saved)
    // Before it took a step it gives the state on as it got it.
    expect(restored.state(again)).toEqual(saved)
    takeSteps(restored, again, 8, 20)
    for (const [place, weight] of weights.entries()) {
      expect(again[place].dataSync()).toEqual(weight.dataSync())
    }
    expect(restored.state(again)).toEqual(optimizer.state(weights))
    expect(saved.step).toBe(7)
    expect(saved).toEqual(untouched)
    optimizer.dispose()
    restored.dispose()
    tf.dispose([weights, again])
  })
})

describe('a state that does not fit its weights is found out', () => {
  const whole = [new Float32Array(4), new Float32Array(4)]
  const short = [new Float32Array(3), new Float32Array(3)]
  it.each<[string, string, OptimizerState, boolean]>([
    [
      'all there',
      'adam',
      {
        step: 3,
        slots: new Map([
          ['0', whole],
          ['1', short],
        ]),
      },
      true,
    ],
    ['before the first step', 'adam', { step: 0, slots: new Map() }, true],
    ['nothing kept', 'sgd', { step: 3, slots: new Map() }, true],
    ['a weight missing', 'adam', { step: 3, slots: new Map([['0', whole]]) }, false],
    [
      'a slot missing',
      'adam',
      {
        step: 3,
        slots: new Map([
          ['0', whole],
          ['1', [short[0]]],
        ]),
      },
      false,
    ],
    [
      'another size',
      'adam',
      {
        step: 3,
        slots: new Map([
          ['0', whole],
          ['1', whole],
        ]),
      },
      false,
    ],
    [
      'another name',
      'adam',
      {
        step: 3,
        slots: new Map([
          ['0', whole],
          ['b', short],
        ]),
      },
      false,
    ],
    ['slots of another optimizer', 'sgd', { step: 3, slots: new Map([['0', whole]]) }, false],
  ])('%s', (_name, type, state, expected) => {
    const weights = pair([
      [0, 0, 0, 0],
      [0, 0, 0],
    ])
    expect(stateFits(optimizerSchema.parse({ type }), weights, state)).toBe(expected)
    tf.dispose(weights)
  })
})
