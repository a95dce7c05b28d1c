// Draws a curve in text with braille dots: two by four dots in each character.

export interface Curve {
  readonly title: string
  /** Evenly spaced values, drawn as a line. */
  readonly line: readonly number[]
  /** Values that stand out, at a share of the width, e.g. the validation at the end of each epoch. */
  readonly marks?: readonly { readonly at: number; readonly value: number }[]
}

export interface ChartSize {
  readonly columns: number
  readonly rows: number
}

const blank = 0x2800
const gutter = 8
// Bits of a braille character by [row][column] of its dots: https://en.wikipedia.org/wiki/Braille_Patterns
const dots = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
]

/** The curve with its scale at the left; marks are drawn as `o`. */
export function drawCurve(curve: Curve, size: ChartSize): string {
  const values = [...curve.line, ...(curve.marks ?? []).map((mark) => mark.value)].filter(
    Number.isFinite,
  )
  if (values.length === 0) return curve.title
  const [low, high] = range(values)
  const rowOf = (value: number, rows: number): number =>
    Math.round(((high - value) / (high - low)) * (rows - 1))
  const cells = drawLine(resample(curve.line, size.columns * 2), size, rowOf)
  const text = cells.map((row) => row.map((bits) => String.fromCharCode(blank + bits)))
  for (const { at, value } of curve.marks ?? []) {
    if (Number.isFinite(value))
      text[rowOf(value, size.rows)][Math.round(at * (size.columns - 1))] = 'o'
  }
  return [
    curve.title,
    ...text.map((row, index) => `${scale(index, size.rows, low, high)} │${row.join('')}`),
    `${' '.repeat(gutter)} └${'─'.repeat(size.columns)}`,
  ].join('\n')
}

function range(values: readonly number[]): [number, number] {
  const low = values.reduce((least, value) => Math.min(least, value))
  const high = values.reduce((most, value) => Math.max(most, value))
  return low === high ? [low - 0.5, high + 0.5] : [low, high]
}

function scale(row: number, rows: number, low: number, high: number): string {
  const shown = row === 0 ? high : row === rows - 1 ? low : null
  return (shown === null ? '' : shown.toFixed(3)).padStart(gutter)
}

function drawLine(
  values: readonly number[],
  { columns, rows }: ChartSize,
  rowOf: (value: number, rows: number) => number,
): number[][] {
  const cells = Array.from({ length: rows }, () => new Array<number>(columns).fill(0))
  let previous: number | null = null
  for (const [x, value] of values.entries()) {
    if (!Number.isFinite(value)) continue
    const y = rowOf(value, rows * 4)
    const from: number = previous ?? y
    for (let dot = Math.min(from, y); dot <= Math.max(from, y); dot++)
      cells[dot >> 2][x >> 1] |= dots[dot & 3][x & 1]
    previous = y
  }
  return cells
}

/** Means over equal stretches, or the nearest value where there are fewer values than places. */
function resample(values: readonly number[], places: number): number[] {
  return Array.from({ length: values.length === 0 ? 0 : places }, (_, place) => {
    const start = Math.floor((place * values.length) / places)
    const end = Math.max(start + 1, Math.floor(((place + 1) * values.length) / places))
    const stretch = values.slice(start, end).filter(Number.isFinite)
    return stretch.reduce((sum, value) => sum + value, 0) / stretch.length
  })
}

/** A running mean that makes the trend of single steps visible. */
export function smooth(values: readonly number[], weight = 0.9): number[] {
  let mean = 0
  let mass = 0
  return values.map((value) => {
    mean = weight * mean + (1 - weight) * value
    mass = weight * mass + (1 - weight)
    return mean / mass
  })
}
