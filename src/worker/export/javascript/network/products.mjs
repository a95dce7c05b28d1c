// The one loop in which the time goes.

/**
 * into[row] += kernel[row] . x, for each row.
 * kernel: [rows, inputs], a row for each output, so that memory is read in its order; x: [inputs]; into: [rows].
 */
export function addProduct(kernel, x, into) {
  const inputs = x.length
  const rows = into.length
  let row = 0
  // Four rows share each number of x, and their sums do not wait for each other.
  for (; row + 3 < rows; row += 4) {
    const first = row * inputs
    const second = first + inputs
    const third = second + inputs
    const fourth = third + inputs
    let one = 0
    let two = 0
    let three = 0
    let four = 0
    for (let at = 0; at < inputs; at++) {
      const value = x[at]
      one += kernel[first + at] * value
      two += kernel[second + at] * value
      three += kernel[third + at] * value
      four += kernel[fourth + at] * value
    }
    into[row] += one
    into[row + 1] += two
    into[row + 2] += three
    into[row + 3] += four
  }
  for (; row < rows; row++) {
    const first = row * inputs
    let sum = 0
    for (let at = 0; at < inputs; at++) sum += kernel[first + at] * x[at]
    into[row] += sum
  }
}
