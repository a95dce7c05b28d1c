// The sum of the squares of many numbers, for the length of a gradient.
import { addonFor } from './addon-for'
import { sumSquaresInJavaScript } from './optimizer-arithmetic'

/** In double precision, the same bits with and without the addon; 0 of no numbers. */
export function sumOfSquares(values: Float32Array): number {
  const addon = addonFor(values.length)
  return addon ? addon.sumOfSquares(values) : sumSquaresInJavaScript(values)
}
