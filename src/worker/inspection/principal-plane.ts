// The plane that vectors spread over most: their two principal components (Pearson 1901; Hotelling 1933).
import { PCA } from 'ml-pca'

/** Two axes through a centre. */
export interface Plane {
  /** [width] */
  readonly center: Float64Array
  /** Of length 1 and square to each other: [width] each. */
  readonly axes: readonly [Float64Array, Float64Array]
}

/** Where vectors lie on a plane. */
export interface Projection {
  /** [rows] */
  readonly x: Float32Array
  readonly y: Float32Array
  /** The share of the vectors' variance along each axis; 0 where they do not vary. */
  readonly variance: readonly [number, number]
}

/**
 * The plane of most variance. A component's sign means nothing: it is chosen so that its largest entry is positive, and the
 * same vectors always give the same picture.
 * @param values [rows, width], width at least 1
 */
export function principalPlane(values: Float32Array, width: number): Plane {
  const center = meanOf(values, width)
  const covariance = covarianceOf(values, center)
  // From the covariance, so that many rows cost no more than few: [width, width].
  const vectors = new PCA(covariance, { isCovarianceMatrix: true }).getEigenvectors()
  const axis = (column: number) =>
    column < width ? signed(Float64Array.from(vectors.getColumn(column))) : new Float64Array(width)
  return { center, axes: [axis(0), axis(1)] }
}

/** @param values [rows, width] of the plane's width */
export function project(values: Float32Array, { center, axes }: Plane): Projection {
  const width = center.length
  const rows = values.length / width
  const [x, y] = [new Float32Array(rows), new Float32Array(rows)]
  for (let row = 0; row < rows; row++) {
    const vector = values.subarray(row * width, (row + 1) * width)
    x[row] = along(vector, center, axes[0])
    y[row] = along(vector, center, axes[1])
  }
  const total = varianceOf(values, meanOf(values, width))
  const share = (places: Float32Array) =>
    total === 0 ? 0 : varianceOf(places, meanOf(places, 1)) / total
  return { x, y, variance: [share(x), share(y)] }
}

function along(vector: Float32Array, center: Float64Array, axis: Float64Array): number {
  let sum = 0
  for (let at = 0; at < axis.length; at++) sum += (vector[at] - center[at]) * axis[at]
  return sum
}

function signed(axis: Float64Array): Float64Array {
  const largest = axis.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0)
  return largest < 0 ? axis.map((one) => -one) : axis
}

function meanOf(values: Float32Array, width: number): Float64Array {
  const sums = new Float64Array(width)
  for (let at = 0; at < values.length; at++) sums[at % width] += values[at]
  return sums.map((sum) => sum / Math.max(1, values.length / width))
}

/** The sum of the squared distances from the mean. */
function varianceOf(values: Float32Array, mean: Float64Array): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += (values[at] - mean[at % mean.length]) ** 2
  return sum
}

/** [width, width], up to a factor, which moves no axis. */
function covarianceOf(values: Float32Array, mean: Float64Array): number[][] {
  const width = mean.length
  const sums = new Float64Array(width * width)
  const away = new Float64Array(width)
  for (let from = 0; from < values.length; from += width) {
    for (let at = 0; at < width; at++) away[at] = values[from + at] - mean[at]
    for (let row = 0; row < width; row++) {
      const one = away[row]
      for (let column = row; column < width; column++)
        sums[row * width + column] += one * away[column]
    }
  }
  return Array.from({ length: width }, (_, row) =>
    Array.from({ length: width }, (_, column) =>
      row <= column ? sums[row * width + column] : sums[column * width + row],
    ),
  )
}
