// How far predicted numbers are from the actual ones. Definitions as in scikit-learn's model evaluation guide.

export interface NumberErrors {
  readonly meanAbsoluteError: number
  readonly rootMeanSquaredError: number
  /** NaN where all actual numbers are the same. */
  readonly r2: number
}

/** @param predicted one for each row, or one for all */
export function numberErrors(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number> | number,
): NumberErrors {
  const rows = actual.length
  const mean = meanOf(actual)
  let absolute = 0
  let squares = 0
  let variance = 0
  for (let row = 0; row < rows; row++) {
    const error = actual[row] - (typeof predicted === 'number' ? predicted : predicted[row])
    absolute += Math.abs(error)
    squares += error * error
    variance += (actual[row] - mean) ** 2
  }
  return {
    meanAbsoluteError: absolute / rows,
    rootMeanSquaredError: Math.sqrt(squares / rows),
    r2: variance === 0 ? Number.NaN : 1 - squares / variance,
  }
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index]
  return sum / values.length
}

/** As an epoch's extras; a share of no variance is left out. */
export function numberExtras({
  meanAbsoluteError,
  r2,
}: Pick<NumberErrors, 'meanAbsoluteError' | 'r2'>): Record<string, number> {
  return {
    valMeanAbsoluteError: meanAbsoluteError,
    ...(Number.isFinite(r2) ? { valR2: r2 } : {}),
  }
}
