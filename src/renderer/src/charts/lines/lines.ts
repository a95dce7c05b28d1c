// What a small chart of lines shows: its lines, its axes, and a height to compare them with.

export interface LinePoint {
  readonly x: number
  /** NaN where it is missing, which leaves a gap. */
  readonly y: number
}

export interface ChartLine {
  readonly name: string
  /** In the order of x. */
  readonly points: readonly LinePoint[]
  /** Which run colour, dash and marker it has. */
  readonly colorIndex: number
  /** Of a line in a sequence of them: from 0, hardly seen, to 1. Left out: a line of its own. */
  readonly strength?: number
}

export interface LineAxes {
  readonly xTitle: string
  readonly yTitle: string
  /** Places stand at equal distances, however far apart their numbers are: lengths that double. */
  readonly isEven?: boolean
  /** Of the values. */
  readonly isLog?: boolean
  /** On a logarithmic axis, what lies farther below the largest value than so many powers of ten is cut off. */
  readonly decades?: number
  /** Where the value axis begins and ends, whatever the values. */
  readonly yLimits?: { readonly min?: number; readonly max?: number }
  /** A number beside the value axis, in few characters. */
  readonly tickWords?: (value: number) => string
  /** A value as it is read. */
  readonly valueWords?: (value: number) => string
}

/** A level across the chart, such as what guessing reaches. */
export interface Reference {
  readonly name: string
  readonly y: number
}

export interface LineChartContent {
  readonly lines: readonly ChartLine[]
  readonly axes: LineAxes
  readonly reference?: Reference | null
}

/** Every place that any line has, in order. */
export function placesOf(lines: readonly ChartLine[]): number[] {
  const places = new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))
  return [...places].sort((one, other) => one - other)
}
