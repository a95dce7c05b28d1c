// Runs the test vectors of the export in the page.
import { inTurns } from './turns.mjs'
import { plural } from './words.mjs'

/** What was found, in a sentence. */
export async function check({ vectors, limit }, network, onProgress) {
  let [largest, numbers] = [0, 0]
  for (const [done, { inputs, steps, outputs }] of vectors.entries()) {
    onProgress(done, vectors.length)
    const { values, width } = await inTurns(network.run(inputs), () => false)
    for (const [index, step] of (steps ?? [0]).entries()) {
      const expected = outputs[index]
      numbers += expected.length
      for (const [at, value] of expected.entries()) {
        const difference =
          Math.abs(values[step * width + at] - value) / Math.max(1, Math.abs(value))
        largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference)
      }
    }
  }
  const compared = `${plural(vectors.length, 'text')}, ${plural(numbers, 'number')}: the largest difference from the lab is ${inDigits(largest)}`
  return largest <= limit
    ? `${compared}, within ${inDigits(limit)}.`
    : `${compared}, beyond ${inDigits(limit)}. This browser computes something else; do not rely on it.`
}

function inDigits(value) {
  return value === 0 || !Number.isFinite(value) ? String(value) : value.toExponential(1)
}
