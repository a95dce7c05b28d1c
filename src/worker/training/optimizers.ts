// The optimizers, each a rule per weight by Keras's definitions: https://keras.io/api/optimizers/
//
// tfjs's own differ: its centered RMSprop adds epsilon with the wrong sign (and gives NaN), its Adam adds epsilon after the
// bias correction, and it has neither AdamW nor Nadam.
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs'
import type { OptimizerOptions } from '#shared/experiment/schema'
import { tf } from '../backend'
import { hasPass, passOf, type PassOptions, type UpdatePass } from './optimizer-passes'

/** A weight's new value and the new values of its slots, in the order of the rule's slots. */
interface Updated {
  readonly value: Tensor
  readonly slots: readonly Tensor[]
}

/** How one weight changes at a step. `step` counts from 1. */
interface UpdateRule {
  /** The initial value of each tensor that is kept per weight. */
  readonly slots: readonly number[]
  update(value: Tensor, gradient: Tensor, slots: readonly Tensor[], step: number): Updated
}

type OptionsOf<Type extends OptimizerOptions['type']> = Extract<OptimizerOptions, { type: Type }>

/** Changes weights by their gradients and keeps what it needs to remember of each. */
export class Optimizer {
  /** One of the two. */
  readonly #rule: UpdateRule | UpdatePass
  readonly #learningRate: number
  readonly #slots = new Map<string, Variable[]>()
  readonly #passSlots = new Map<string, Float32Array[]>()
  #step = 0

  constructor(options: OptimizerOptions) {
    this.#rule = hasPass(options) ? passOf(options) : ruleOf(options)
    this.#learningRate = options.learningRate
  }

  /** One step; the gradients stay the caller's to dispose. Weights and gradients have the same names. */
  apply(weights: readonly Variable[], gradients: NamedTensorMap): void {
    this.#step++
    for (const weight of weights) {
      const gradient = gradients[weight.name]
      tf.tidy(() => {
        if ('updateNumbers' in this.#rule) this.#applyPass(this.#rule, weight, gradient)
        else this.#applyRule(this.#rule, weight, gradient)
      })
    }
  }

  dispose(): void {
    for (const slots of this.#slots.values()) tf.dispose(slots)
    this.#slots.clear()
    this.#passSlots.clear()
  }

  #applyPass(pass: UpdatePass, weight: Variable, gradient: Tensor): void {
    const values = weight.dataSync<'float32'>()
    const slots =
      this.#passSlots.get(weight.name) ??
      Array.from({ length: pass.slots }, () => new Float32Array(values.length))
    this.#passSlots.set(weight.name, slots)
    const slopes = gradient.dataSync<'float32'>()
    const updated = pass.updateNumbers(values, slopes, slots, this.#step, this.#learningRate, 1)
    weight.assign(tf.tensor(updated, weight.shape))
  }

  #applyRule(rule: UpdateRule, weight: Variable, gradient: Tensor): void {
    const slots = this.#slotsOf(rule, weight)
    const updated = rule.update(weight, gradient, slots, this.#step)
    weight.assign(updated.value)
    for (const [index, slot] of slots.entries()) slot.assign(updated.slots[index])
  }

  #slotsOf(rule: UpdateRule, weight: Variable): Variable[] {
    const known = this.#slots.get(weight.name)
    if (known) return known
    const slots = rule.slots.map((initial) =>
      tf.tidy(() => tf.variable(tf.fill(weight.shape, initial), false)),
    )
    this.#slots.set(weight.name, slots)
    return slots
  }
}

function ruleOf(options: Exclude<OptimizerOptions, PassOptions>): UpdateRule {
  switch (options.type) {
    case 'sgd':
      return {
        slots: [],
        update: (value, gradient) => ({ value: descend(value, gradient, options), slots: [] }),
      }
    case 'momentum':
      return momentumRule(options)
    case 'nadam':
      return nadamRule(options)
    case 'adagrad':
      return adagradRule(options)
  }
}

function descend(value: Tensor, direction: Tensor, options: { learningRate: number }): Tensor {
  return tf.sub(value, tf.mul(direction, options.learningRate))
}

// rate x old + (1 - rate) x fresh
function movingAverage(old: Tensor, fresh: Tensor, rate: number): Tensor {
  return tf.add(tf.mul(old, rate), tf.mul(fresh, 1 - rate))
}

// Keras's SGD with momentum; the velocity here is the negative of Keras's divided by the learning rate.
function momentumRule(options: OptionsOf<'momentum'>): UpdateRule {
  return {
    slots: [0],
    update: (value, gradient, [velocity]) => {
      const faster = tf.add(tf.mul(velocity, options.momentum), gradient)
      const direction = options.nesterov
        ? tf.add(tf.mul(faster, options.momentum), gradient)
        : faster
      return { value: descend(value, direction, options), slots: [faster] }
    },
  }
}

// Dozat, 2016: Adam with Nesterov momentum whose share grows with the steps.
function nadamRule(options: OptionsOf<'nadam'>): UpdateRule {
  const { learningRate, beta1, beta2, epsilon } = options
  const share = (step: number) => beta1 * (1 - 0.5 * 0.96 ** step)
  let product = 1
  let productStep = 0
  // The product of the shares up to a step; steps come in order, several weights at each.
  const productUpTo = (step: number) => {
    while (productStep < step) product *= share(++productStep)
    return product
  }
  return {
    slots: [0, 0],
    update: (value, gradient, [first, second], step) => {
      const upTo = productUpTo(step)
      const next = share(step + 1)
      const mean = movingAverage(first, gradient, beta1)
      const square = movingAverage(second, tf.square(gradient), beta2)
      const ahead = tf.add(
        tf.mul(mean, next / (1 - upTo * next)),
        tf.mul(gradient, (1 - share(step)) / (1 - upTo)),
      )
      const corrected = tf.div(square, 1 - beta2 ** step)
      const direction = tf.div(ahead, tf.add(tf.sqrt(corrected), epsilon))
      return { value: tf.sub(value, tf.mul(direction, learningRate)), slots: [mean, square] }
    },
  }
}

// Duchi et al., 2011; epsilon inside the root as in Keras, which gives it 1e-7.
function adagradRule(options: OptionsOf<'adagrad'>): UpdateRule {
  return {
    slots: [options.initialAccumulatorValue],
    update: (value, gradient, [sum]) => {
      const more = tf.add(sum, tf.square(gradient))
      const direction = tf.div(gradient, tf.sqrt(tf.add(more, 1e-7)))
      return { value: descend(value, direction, options), slots: [more] }
    },
  }
}
