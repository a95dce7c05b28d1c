// The optimizers, each a rule per weight by Keras's definitions: https://keras.io/api/optimizers/
//
// tfjs's own differ: its centered RMSprop adds epsilon with the wrong sign (and gives NaN), its Adam adds epsilon after the
// bias correction, and it has neither AdamW nor Nadam.
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs'
import type { OptimizerOptions } from '#shared/experiment/training'
import { tf } from '../backend'
import { hasPass, passOf, type PassOptions, type UpdatePass } from './optimizer-passes'

/** What an optimizer remembers, for a checkpoint. */
export interface OptimizerState {
  /** Steps done. */
  readonly step: number
  /**
   * The numbers kept for each weight, by its place in the list of weights as text: "0", "1" ... Variable names will not do,
   * since tfjs makes them unique in a process. Weights that nothing is kept for are left out.
   */
  readonly slots: ReadonlyMap<string, readonly Float32Array[]>
}

/** A weight's new value and the new values of its slots, in the order of the rule's slots. */
interface Updated {
  readonly value: Tensor
  readonly slots: readonly Tensor[]
}

/** How one weight changes at a step. `step` counts from 1. */
interface UpdateRule {
  /** The initial value of each tensor that is kept per weight. */
  readonly slots: readonly number[]
  update(
    value: Tensor,
    gradient: Tensor,
    slots: readonly Tensor[],
    step: number,
    learningRate: number,
  ): Updated
}

type OptionsOf<Type extends OptimizerOptions['type']> = Extract<OptimizerOptions, { type: Type }>

/** Changes weights by their gradients and keeps what it needs to remember of each, by its place in the list. */
export class Optimizer {
  /** One of the two. */
  readonly #rule: UpdateRule | UpdatePass
  readonly #slots: Variable[][] = []
  readonly #passSlots: Float32Array[][] = []
  /** Slots to go on from, of weights that no step has changed yet. */
  readonly #restored: Map<string, readonly Float32Array[]>
  #step: number

  /** @param state goes on from it; it has to fit the weights (`stateFits`), and is not changed */
  constructor(options: OptimizerOptions, state: OptimizerState = { step: 0, slots: new Map() }) {
    this.#rule = hasPass(options) ? passOf(options) : ruleOf(options)
    this.#restored = new Map(state.slots)
    this.#step = state.step
  }

  /**
   * One step; the gradients stay the caller's to dispose. Weights and gradients have the same names, and the weights come
   * in the same order each time.
   * @param learningRate of this step
   * @param gradientScale what all gradients are multiplied by first: 1 unless they are clipped by their norm
   */
  apply(
    weights: readonly Variable[],
    gradients: NamedTensorMap,
    learningRate: number,
    gradientScale: number,
  ): void {
    this.#step++
    const rule = this.#rule
    for (const [index, weight] of weights.entries()) {
      const gradient = gradients[weight.name]
      tf.tidy(() => {
        if ('updateNumbers' in rule) {
          this.#applyPass(rule, index, weight, gradient, learningRate, gradientScale)
        } else {
          const scaled = gradientScale === 1 ? gradient : tf.mul(gradient, gradientScale)
          this.#applyRule(rule, index, weight, scaled, learningRate)
        }
      })
    }
  }

  /** Copies of everything that the next step depends on, beside the weights themselves. */
  state(weights: readonly Variable[]): OptimizerState {
    const slots = new Map<string, readonly Float32Array[]>()
    for (const index of weights.keys()) {
      const numbers =
        this.#passSlots[index] ??
        this.#slots[index]?.map((slot) => slot.dataSync<'float32'>()) ??
        this.#restored.get(String(index)) ??
        []
      if (numbers.length > 0) {
        slots.set(
          String(index),
          numbers.map((slot) => slot.slice()),
        )
      }
    }
    return { step: this.#step, slots }
  }

  dispose(): void {
    tf.dispose(this.#slots)
    this.#slots.length = 0
    this.#passSlots.length = 0
  }

  #applyPass(
    pass: UpdatePass,
    index: number,
    weight: Variable,
    gradient: Tensor,
    learningRate: number,
    gradientScale: number,
  ): void {
    const values = weight.dataSync<'float32'>()
    this.#passSlots[index] ??=
      this.#takeRestored(index)?.map((slot) => slot.slice()) ??
      Array.from({ length: pass.slots }, () => new Float32Array(values.length))
    const updated = pass.updateNumbers(
      values,
      gradient.dataSync<'float32'>(),
      this.#passSlots[index],
      this.#step,
      learningRate,
      gradientScale,
    )
    weight.assign(tf.tensor(updated, weight.shape))
  }

  #applyRule(
    rule: UpdateRule,
    index: number,
    weight: Variable,
    gradient: Tensor,
    learningRate: number,
  ): void {
    const slots = (this.#slots[index] ??= this.#slotsOf(rule, index, weight))
    const updated = rule.update(weight, gradient, slots, this.#step, learningRate)
    weight.assign(updated.value)
    for (const [place, slot] of slots.entries()) slot.assign(updated.slots[place])
  }

  #slotsOf(rule: UpdateRule, index: number, weight: Variable): Variable[] {
    const restored = this.#takeRestored(index)
    return rule.slots.map((initial, place) =>
      tf.tidy(() => {
        const start = restored
          ? tf.tensor(restored[place].slice(), weight.shape)
          : tf.fill(weight.shape, initial)
        return tf.variable(start, false)
      }),
    )
  }

  #takeRestored(index: number): readonly Float32Array[] | undefined {
    const slots = this.#restored.get(String(index))
    this.#restored.delete(String(index))
    return slots
  }
}

/** Whether a state has what this optimizer keeps for each of these weights, in the right sizes. */
export function stateFits(
  options: OptimizerOptions,
  weights: readonly Variable[],
  { step, slots }: OptimizerState,
): boolean {
  const rule = hasPass(options) ? passOf(options) : ruleOf(options)
  const perWeight = typeof rule.slots === 'number' ? rule.slots : rule.slots.length
  if (step === 0 || perWeight === 0) return slots.size === 0
  return (
    slots.size === weights.length &&
    weights.every((weight, index) => {
      const numbers = slots.get(String(index))
      return numbers?.length === perWeight && numbers.every((slot) => slot.length === weight.size)
    })
  )
}

function ruleOf(options: Exclude<OptimizerOptions, PassOptions>): UpdateRule {
  switch (options.type) {
    case 'sgd':
      return {
        slots: [],
        update: (value, gradient, _slots, _step, learningRate) => ({
          value: tf.sub(value, tf.mul(gradient, learningRate)),
          slots: [],
        }),
      }
    case 'momentum':
      return momentumRule(options)
    case 'nadam':
      return nadamRule(options)
    case 'adagrad':
      return adagradRule(options)
  }
}

// rate x old + (1 - rate) x fresh
function movingAverage(old: Tensor, fresh: Tensor, rate: number): Tensor {
  return tf.add(tf.mul(old, rate), tf.mul(fresh, 1 - rate))
}

// Keras's SGD with momentum, whose velocity has the learning rate in it: at a lower rate, the speed gained is kept.
function momentumRule({ momentum, nesterov }: OptionsOf<'momentum'>): UpdateRule {
  return {
    slots: [0],
    update: (value, gradient, [velocity], _step, learningRate) => {
      const push = tf.mul(gradient, learningRate)
      const faster = tf.sub(tf.mul(velocity, momentum), push)
      const change = nesterov ? tf.sub(tf.mul(faster, momentum), push) : faster
      return { value: tf.add(value, change), slots: [faster] }
    },
  }
}

// Dozat, 2016: Adam with Nesterov momentum whose share grows with the steps.
function nadamRule({ beta1, beta2, epsilon }: OptionsOf<'nadam'>): UpdateRule {
  const share = (step: number) => beta1 * (1 - 0.5 * 0.96 ** step)
  let product = 1
  let productStep = 0
  // The product of the shares up to a step, from the first one on wherever training goes on from; steps come in order,
  // several weights at each.
  const productUpTo = (step: number) => {
    while (productStep < step) product *= share(++productStep)
    return product
  }
  return {
    slots: [0, 0],
    update: (value, gradient, [first, second], step, learningRate) => {
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
function adagradRule({ initialAccumulatorValue }: OptionsOf<'adagrad'>): UpdateRule {
  return {
    slots: [initialAccumulatorValue],
    update: (value, gradient, [sum], _step, learningRate) => {
      const more = tf.add(sum, tf.square(gradient))
      const direction = tf.div(gradient, tf.sqrt(tf.add(more, 1e-7)))
      return { value: tf.sub(value, tf.mul(direction, learningRate)), slots: [more] }
    },
  }
}
