// How many parameters a cell has, gate by gate: every gate is a small dense layer over x_t and h_(t-1).
import { gatesOf, type Cell, type GateName } from '../inside/cells'

export interface ParameterLine {
  /** With names, e.g. `\text{units} \times (\text{inputs} + \text{units}) + \text{units}`. */
  readonly tex: string
  /** With numbers and the count. */
  readonly filled: string
  readonly count: number
}

export interface CellParameters {
  readonly gates: readonly (ParameterLine & { readonly gate: GateName })[]
  readonly total: ParameterLine
}

/** The formulas of one cell as TeX; of a Bidirectional there are two such cells. */
export function cellParameters(
  cell: Cell,
  {
    inputs,
    units,
    bias,
  }: { readonly inputs: number; readonly units: number; readonly bias: boolean },
): CellParameters {
  const tex = `\\text{units} \\times (\\text{inputs} + \\text{units})${bias ? ' + \\text{units}' : ''}`
  const numbers = `${units} \\times (${inputs} + ${units})${bias ? ` + ${units}` : ''}`
  const count = units * (inputs + units) + (bias ? units : 0)
  const gates = gatesOf[cell].map((gate) => ({
    ...{ gate, tex, count },
    filled: `${numbers} = ${grouped(count)}`,
  }))
  const times = gates.length
  const all = times * count
  return {
    gates,
    total:
      times === 1
        ? { tex, filled: `${numbers} = ${grouped(all)}`, count: all }
        : {
            tex: `${times} \\times \\big(${tex}\\big)`,
            filled: `${times} \\times ${grouped(count)} = ${grouped(all)}`,
            count: all,
          },
  }
}

/** 8320 as `8{,}320`: a comma alone would get a space behind it. */
function grouped(count: number): string {
  return count.toLocaleString('en-US').replaceAll(',', '{,}')
}
