// What the addon's `update` and `sumOfSquares` compute, in JavaScript: for small weights, and where there is no addon.
//
// src/native/optimize.cpp does the same operations in the same order and precision, so both give the same bits.
import type { AdamCall, RmspropCall } from '../kernels/addon'

/**
 * One weight's new values after a step of its optimizer; changes the slots in place.
 * @throws RangeError for arrays whose number or lengths do not fit
 */
export function updateInJavaScript(call: RmspropCall | AdamCall): Float32Array {
  return call.rule === 'rmsprop' ? rmsprop(call) : adam(call)
}

// Hinton's lecture 6e, with Keras's epsilon inside the root.
function rmsprop(call: RmspropCall): Float32Array {
  const { values, gradient, slots, gradientScale } = call
  const { learningRate, rho, momentum, epsilon, centered } = call
  checkArrays(call, 1 + (momentum > 0 ? 1 : 0) + (centered ? 1 : 0))
  const updated = new Float32Array(values.length)
  const [squares] = slots
  const velocities = momentum > 0 ? slots[1] : null
  const means = centered ? slots[slots.length - 1] : null
  for (let index = 0; index < values.length; index++) {
    const slope = gradient[index] * gradientScale
    let variance = rho * squares[index] + (1 - rho) * slope * slope
    squares[index] = variance
    if (means) {
      means[index] = rho * means[index] + (1 - rho) * slope
      // Rounding must not make a variance negative.
      variance = Math.max(0, variance - means[index] * means[index])
    }
    let change = (learningRate * slope) / Math.sqrt(variance + epsilon)
    if (velocities) {
      change += momentum * velocities[index]
      velocities[index] = change
    }
    updated[index] = values[index] - change
  }
  return updated
}

// Kingma and Ba, 2014, in the form with epsilon hat; with decay: Loshchilov and Hutter, 2017.
function adam(call: AdamCall): Float32Array {
  const { values, gradient, slots, gradientScale, rate, kept, beta1, beta2, epsilon } = call
  checkArrays(call, 2)
  const updated = new Float32Array(values.length)
  const [means, squares] = slots
  for (let index = 0; index < values.length; index++) {
    const slope = gradient[index] * gradientScale
    const mean = beta1 * means[index] + (1 - beta1) * slope
    const square = beta2 * squares[index] + (1 - beta2) * slope * slope
    means[index] = mean
    squares[index] = square
    updated[index] = kept * values[index] - (rate * mean) / (Math.sqrt(square) + epsilon)
  }
  return updated
}

// JavaScript would read past an end without a word.
function checkArrays({ values, gradient, slots }: RmspropCall | AdamCall, slotCount: number): void {
  if (slots.length !== slotCount) {
    throw new RangeError(`The optimizer needs ${slotCount} slots, not ${slots.length}.`)
  }
  const other = [gradient, ...slots].find(({ length }) => length !== values.length)
  if (!other) return
  throw new RangeError(`An array of ${other.length} numbers is beside ${values.length} values.`)
}

const chunkLength = 16384

/** The sum of the squares in double precision; 0 of no numbers. */
export function sumSquaresInJavaScript(values: Float32Array): number {
  let sum = 0
  for (let first = 0; first < values.length; first += chunkLength) {
    sum += chunkSum(values, first, Math.min(first + chunkLength, values.length))
  }
  return sum
}

// Eight sums side by side, added up in pairs: one addition need not wait for the one before.
function chunkSum(values: Float32Array, first: number, last: number): number {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0]
  const whole = last - ((last - first) % 8)
  for (let at = first; at < whole; at += 8) {
    a += values[at] * values[at]
    b += values[at + 1] * values[at + 1]
    c += values[at + 2] * values[at + 2]
    d += values[at + 3] * values[at + 3]
    e += values[at + 4] * values[at + 4]
    f += values[at + 5] * values[at + 5]
    g += values[at + 6] * values[at + 6]
    h += values[at + 7] * values[at + 7]
  }
  const sums = [a, b, c, d, e, f, g, h]
  for (let at = whole; at < last; at++) sums[at - whole] += values[at] * values[at]
  ;[a, b, c, d, e, f, g, h] = sums
  return a + b + (c + d) + (e + f + (g + h))
}
