// What became of a gate's weights by epoch, as lines.
import type { Cell, GateName } from '#shared/domain/inside/cells'
import type { WeightHistory, WeightPoint } from '#shared/domain/inside/weights'
import type { ChartLine } from '../../../charts/lines/lines'
import { weightSymbol } from './weight-words'

export interface GateLines {
  readonly title: string
  /** The title in one word, for the axis. */
  readonly quantity: string
  readonly lines: readonly ChartLine[]
}

/** Norms, changes and the spectral radius of a gate; none while there are fewer than two snapshots. */
export function gateHistory(
  { series }: Pick<WeightHistory, 'series'>,
  cell: Cell,
  gate: GateName,
): readonly GateLines[] {
  const ofGate = series.filter((one) => one.gate === gate)
  if (!ofGate[0] || ofGate[0].points.length < 2) return []
  const lines = (
    quantity: string,
    title: string,
    of: (point: WeightPoint, first: WeightPoint) => number | null,
  ): GateLines => ({
    ...{ title, quantity },
    lines: ofGate.flatMap(({ weight, points }, colorIndex): ChartLine[] => {
      const values = points.map((point) => of(point, points[0]))
      if (!values.every((value) => value !== null)) return []
      const line = values.map((y, index) => ({ x: points[index].epoch, y }))
      return [{ name: weightSymbol(cell, gate, weight), points: line, colorIndex }]
    }),
  })
  return [
    lines('Norm', 'Norm', ({ norm }) => norm),
    // What began at zero, as most biases do, has no norm to be a share of.
    lines('Change', 'Change since the beginning', ({ change }, { norm }) =>
      norm === 0 ? null : change,
    ),
    lines('Radius', 'Spectral radius', ({ spectralRadius }) => spectralRadius),
  ].filter(({ lines: all }) => all.length > 0)
}
