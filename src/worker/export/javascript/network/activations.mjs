// The activations of the layers, as Keras names them and TensorFlow computes them.

// Klambauer et al. 2017, "Self-Normalizing Neural Networks".
const seluScale = 1.0507009873554805
const seluAlpha = 1.6732632423543772

const elementwise = new Map([
  ['tanh', Math.tanh],
  ['sigmoid', (x) => 1 / (1 + Math.exp(-x))],
  // Keras 2's, which divides by 5; Keras 3 divides by 6.
  ['hardSigmoid', (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5))],
  ['relu', (x) => Math.max(0, x)],
  ['elu', (x) => (x >= 0 ? x : Math.expm1(x))],
  ['selu', (x) => seluScale * (x >= 0 ? x : seluAlpha * Math.expm1(x))],
  // log(1 + e^x), written so that a large x does not overflow.
  ['softplus', (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
  ['softsign', (x) => x / (1 + Math.abs(x))],
])

/** values = activation(values), in place; all but softmax look at each number alone. */
export function activate(name, values) {
  if (name === 'linear') return
  if (name === 'softmax') return softmax(values)
  const activation = elementwise.get(name)
  if (!activation) throw new Error(`There is no activation ${name}.`)
  for (let at = 0; at < values.length; at++) values[at] = activation(values[at])
}

/** e^x over the sum of all e^x, in place. */
export function softmax(values) {
  let largest = -Infinity
  for (let at = 0; at < values.length; at++) largest = Math.max(largest, values[at])
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at] = Math.exp(values[at] - largest)
  for (let at = 0; at < values.length; at++) values[at] /= sum
}
