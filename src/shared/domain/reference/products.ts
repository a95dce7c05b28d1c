// Products of a vector and some columns of a matrix, forward and backward; inner loops run over memory in its order.

/** Columns of a matrix [rows, width], e.g. those of one gate. */
export interface Columns {
  /** Row by row. */
  readonly values: Float64Array
  readonly width: number
  readonly first: number
  readonly count: number
}

/**
 * y = y + x W, four rows of W at a time, so that y is read and written a quarter as often.
 * @param x [rows]
 * @param y [count], added to
 */
export function addProduct(
  x: Float64Array,
  { values, width, first, count }: Columns,
  y: Float64Array,
): void {
  let row = 0
  for (; row + 4 <= x.length; row += 4) {
    const [x0, x1, x2, x3] = [x[row], x[row + 1], x[row + 2], x[row + 3]]
    let w0 = row * width + first
    let w1 = w0 + width
    let w2 = w1 + width
    let w3 = w2 + width
    for (let column = 0; column < count; column++) {
      y[column] += x0 * values[w0++] + x1 * values[w1++] + x2 * values[w2++] + x3 * values[w3++]
    }
  }
  for (; row < x.length; row++) {
    const start = row * width + first
    for (let column = 0; column < count; column++) y[column] += x[row] * values[start + column]
  }
}

/**
 * dx = dx + dy W^T, where y = x W; four rows of W at a time, which do not wait for each other's sums.
 * @param dy [count]
 * @param dx [rows], added to
 */
export function addProductBackward(
  dy: Float64Array,
  { values, width, first, count }: Columns,
  dx: Float64Array,
): void {
  let row = 0
  for (; row + 4 <= dx.length; row += 4) {
    let w0 = row * width + first
    let w1 = w0 + width
    let w2 = w1 + width
    let w3 = w2 + width
    let [s0, s1, s2, s3] = [0, 0, 0, 0]
    for (let column = 0; column < count; column++) {
      const d = dy[column]
      s0 += values[w0++] * d
      s1 += values[w1++] * d
      s2 += values[w2++] * d
      s3 += values[w3++] * d
    }
    dx[row] += s0
    dx[row + 1] += s1
    dx[row + 2] += s2
    dx[row + 3] += s3
  }
  for (; row < dx.length; row++) {
    const start = row * width + first
    for (let column = 0; column < count; column++) dx[row] += values[start + column] * dy[column]
  }
}

/**
 * dW = dW + x^T dy, where y = x W
 * @param x [rows]
 * @param dy [count]
 * @param dW its values are added to
 */
export function addWeightGradient(
  x: Float64Array,
  dy: Float64Array,
  { values, width, first, count }: Columns,
): void {
  for (let row = 0; row < x.length; row++) {
    const factor = x[row]
    if (factor === 0) continue
    const start = row * width + first
    for (let column = 0; column < count; column++) values[start + column] += factor * dy[column]
  }
}
