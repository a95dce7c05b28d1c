// The activations of the layer table with their derivatives, as tfjs and TensorFlow compute them.
import type { Activation } from '../../experiment/layers'

/** An activation that looks at one number at a time. */
interface Elementwise {
  readonly value: (x: number) => number
  /** dy/dx, from x and y = value(x), whichever is the shorter way. */
  readonly slope: (x: number, y: number) => number
}

// Klambauer et al. 2017, "Self-Normalizing Neural Networks": the two constants keep mean 0 and variance 1.
const seluScale = 1.0507009873554805
const seluAlpha = 1.6732632423543772

const elementwise: Readonly<Record<Exclude<Activation, 'softmax'>, Elementwise>> = {
  linear: { value: (x) => x, slope: () => 1 },
  tanh: { value: Math.tanh, slope: (_, y) => 1 - y * y },
  sigmoid: { value: (x) => 1 / (1 + Math.exp(-x)), slope: (_, y) => y * (1 - y) },
  // tfjs's and Keras 2's; Keras 3 divides by 6 instead of 5.
  hardSigmoid: {
    value: (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
    slope: (x) => (Math.abs(x) <= 2.5 ? 0.2 : 0),
  },
  relu: { value: (x) => Math.max(0, x), slope: (x) => (x > 0 ? 1 : 0) },
  elu: {
    value: (x) => (x >= 0 ? x : Math.expm1(x)),
    slope: (x, y) => (x >= 0 ? 1 : y + 1),
  },
  selu: {
    value: (x) => seluScale * (x >= 0 ? x : seluAlpha * Math.expm1(x)),
    slope: (x, y) => (x >= 0 ? seluScale : y + seluScale * seluAlpha),
  },
  // log(1 + e^x), written so that a large x does not overflow.
  softplus: {
    value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    slope: (x) => 1 / (1 + Math.exp(-x)),
  },
  softsign: {
    value: (x) => x / (1 + Math.abs(x)),
    slope: (x) => 1 / (1 + Math.abs(x)) ** 2,
  },
}

/**
 * y = activation(x), for one vector: all activations but softmax look at each number alone.
 * @param name as in the experiment file, e.g. tanh; throws on any other
 * @param x [width]
 * @param y [width], written; may be x itself
 */
export function activate(name: string, x: Float64Array, y: Float64Array): void {
  if (name === 'softmax') return softmaxInto(x, y)
  const { value } = elementwiseNamed(name)
  for (let at = 0; at < x.length; at++) y[at] = value(x[at])
}

/**
 * dL/dx from dL/dy, for one vector.
 * @param x [width] what went in
 * @param y [width] what came out
 * @param gradient [width] dL/dy on the way in, dL/dx on the way out
 */
export function throughActivation(
  name: string,
  x: Float64Array,
  y: Float64Array,
  gradient: Float64Array,
): void {
  if (name === 'softmax') return throughSoftmax(x, gradient)
  const { slope } = elementwiseNamed(name)
  for (let at = 0; at < x.length; at++) gradient[at] *= slope(x[at], y[at])
}

/** e^x over the sum of all e^x; the largest x is taken away first, which changes nothing but the range. */
export function softmaxInto(x: Float64Array, y: Float64Array): void {
  let largest = -Infinity
  for (let at = 0; at < x.length; at++) largest = Math.max(largest, x[at])
  let sum = 0
  for (let at = 0; at < x.length; at++) sum += y[at] = Math.exp(x[at] - largest)
  for (let at = 0; at < x.length; at++) y[at] /= sum
}

// dL/dx_j = y_j (dL/dy_j - sum over k of y_k dL/dy_k). y is made anew: a clamp may have changed what came out.
function throughSoftmax(x: Float64Array, gradient: Float64Array): void {
  const y = new Float64Array(x.length)
  softmaxInto(x, y)
  let mean = 0
  for (let at = 0; at < x.length; at++) mean += y[at] * gradient[at]
  for (let at = 0; at < x.length; at++) gradient[at] = y[at] * (gradient[at] - mean)
}

function elementwiseNamed(name: string): Elementwise {
  if (name in elementwise) return elementwise[name as keyof typeof elementwise] // just looked up
  throw new Error(`the reference has no activation ${name}`)
}
