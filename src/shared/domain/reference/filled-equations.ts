// An equation with the numbers of one step and one unit in it, as TeX.
import { gatesOf, type GateName } from '../inside/cells'
import { activate } from './activations'
import {
  activationTex,
  gateLineOf,
  type GateLine,
  type LineId,
  type ProductForm,
} from './equations'
import type { CellTrace, CellWeights } from './types'

/** Products that are written out before the dots. */
const written = 2

/**
 * A line of `equationsOf` for one unit: the first products, dots, their sums, the activation and the value.
 * @param step of the trace, in the order of the text
 * @param unit from 0
 * @returns TeX that KaTeX renders; numbers have three places
 */
export function filled(
  weights: CellWeights,
  trace: CellTrace,
  step: number,
  unit: number,
  id: LineId,
  form: ProductForm = 'apart',
): string {
  const line = gateLineOf(weights.cell, id)
  const numbers = new StepNumbers(weights, trace, step, unit)
  return line ? filledGate(line, numbers, form) : filledSum(id, numbers)
}

/** Numbers of one unit at one step. */
class StepNumbers {
  constructor(
    readonly weights: CellWeights,
    private readonly trace: CellTrace,
    private readonly step: number,
    readonly unit: number,
  ) {}

  /** x_t: [inputs] */
  get input(): Float64Array {
    const { inputs } = this.weights
    return this.trace.input.subarray(this.step * inputs, (this.step + 1) * inputs)
  }

  /** h_(t-1): [units] */
  get hiddenBefore(): Float64Array {
    return this.before(this.trace.hidden) ?? this.trace.initialHidden
  }

  get cellBefore(): number {
    const { cellState, initialCell } = this.trace
    return ((cellState && this.before(cellState)) ?? initialCell ?? this.hiddenBefore)[this.unit]
  }

  get cellState(): number {
    return this.trace.cellState ? this.ofUnit(this.trace.cellState) : 0
  }

  get hidden(): number {
    return this.ofUnit(this.trace.hidden)
  }

  gate(name: GateName): number {
    return this.ofUnit(this.trace.gates[name] ?? this.trace.hidden)
  }

  /** A gate at this step: [units] */
  gateRow(name: GateName): Float64Array {
    return this.row(this.trace.gates[name] ?? this.trace.hidden, this.step)
  }

  private before(values: Float64Array): Float64Array | null {
    const at = this.trace.goesBackwards ? this.step + 1 : this.step - 1
    return at < 0 || at >= this.trace.steps ? null : this.row(values, at)
  }

  private ofUnit(values: Float64Array): number {
    return this.row(values, this.step)[this.unit]
  }

  private row(values: Float64Array, at: number): Float64Array {
    const { units } = this.weights
    return values.subarray(at * units, (at + 1) * units)
  }
}

interface Product {
  readonly tex: string
  readonly sum: number
}

function filledGate(line: GateLine, numbers: StepNumbers, form: ProductForm): string {
  const { weights, unit } = numbers
  const { kernel, recurrentKernel, bias, units, cell } = weights
  const gates: readonly string[] = gatesOf[cell]
  const index = line.id === 'hidden' ? 0 : gates.indexOf(line.id)
  const column = index * units + unit
  const width = gates.length * units
  const fromInput = product(numbers.input, kernel, width, column)
  const fromState = product(readState(line, numbers), recurrentKernel, width, column)
  const shift = bias ? bias[column] : 0
  const sum = fromInput.sum + fromState.sum + shift
  const f = activationTex(weights[line.activation])
  const inside =
    form === 'apart'
      ? `${braced(fromInput, named('W', line, 'x_t'))} + ${braced(fromState, named('U', line, line.reads))}`
      : braced(
          { tex: `${fromState.tex} + ${fromInput.tex}`, sum: fromInput.sum + fromState.sum },
          `[${line.reads}, x_t]\\, ${named('W', line, '')}`,
        )
  const shiftTex = bias ? ` + \\underbrace{${signed(shift)}}_{${named('b', line, '')}}` : ''
  const value = activated(weights, line, sum)
  const shown = line.id === 'hidden' ? numbers.gate('candidate') : numbers.gate(line.id)
  return (
    `${ofUnit(line.symbol, unit)} = ${f}\\Big(${inside}${shiftTex}\\Big)` +
    ` = ${f}(${number(sum)}) = ${number(value ?? shown)}${changed(value ?? shown, shown, 'set')}` +
    (line.id === 'hidden' ? changed(shown, numbers.hidden, 'scaled') : '')
  )
}

// What the recurrent matrix multiplies: h_(t-1), of a GRU's candidate r_t * h_(t-1).
function readState({ id }: GateLine, numbers: StepNumbers): Float64Array {
  const { hiddenBefore, weights } = numbers
  if (weights.cell !== 'GRU' || id !== 'candidate') return hiddenBefore
  const reset = numbers.gateRow('reset')
  return hiddenBefore.map((value, at) => value * reset[at])
}

function filledSum(id: LineId, numbers: StepNumbers): string {
  const { unit, weights } = numbers
  const { cell, activation } = weights
  if (id === 'cell-state') {
    const [f, i, g] = [numbers.gate('forget'), numbers.gate('input'), numbers.gate('candidate')]
    const terms = `${times(f, numbers.cellBefore)} + ${times(i, g)}`
    return `${ofUnit('c_t', unit)} = ${terms} = ${number(numbers.cellState)}`
  }
  if (cell === 'LSTM') {
    const bent = one(activation, numbers.cellState)
    const f = `${activationTex(activation)}(${number(numbers.cellState)})`
    if (bent === null) return `${ofUnit('h_t', unit)} = ${number(numbers.hidden)}`
    const value = numbers.gate('output') * bent
    const start = `${ofUnit('h_t', unit)} = ${number(numbers.gate('output'))} \\cdot ${f}`
    return `${start} = ${number(value)}${changed(value, numbers.hidden, 'scaled')}`
  }
  const [z, g, old] = [
    numbers.gate('update'),
    numbers.gate('candidate'),
    numbers.hiddenBefore[unit],
  ]
  const value = z * old + (1 - z) * g
  const terms = `${times(z, old)} + (1 - ${signed(z)}) \\cdot ${signed(g)}`
  return `${ofUnit('h_t', unit)} = ${terms} = ${number(value)}${changed(value, numbers.hidden, 'scaled')}`
}

/** A column of a product: the first terms, dots, and the sum of all. */
function product(
  values: Float64Array,
  matrix: Float64Array,
  width: number,
  column: number,
): Product {
  let sum = 0
  const terms: string[] = []
  for (let row = 0; row < values.length; row++) {
    const weight = matrix[row * width + column]
    sum += values[row] * weight
    if (row < written) terms.push(times(weight, values[row]))
  }
  if (values.length > written) terms.push('\\dots')
  return { tex: terms.join(' + '), sum }
}

function braced({ tex, sum }: Product, name: string): string {
  return `\\underbrace{${tex}}_{${name} = ${number(sum)}}`
}

function named(matrix: string, { letter }: GateLine, after: string): string {
  return `${letter ? `${matrix}_${letter}` : matrix}${after && ` ${after}`}`
}

function activated(weights: CellWeights, line: GateLine, sum: number): number | null {
  return one(weights[line.activation], sum)
}

/** Null of a softmax, which needs the other units too. */
function one(activation: string, x: number): number | null {
  if (activation === 'softmax') return null
  const y = Float64Array.of(x)
  activate(activation, y, y)
  return y[0]
}

// States that came from the model have 32 bits.
function changed(computed: number, shown: number, how: string): string {
  const isSame = Math.abs(computed - shown) <= 1e-4 * Math.max(1, Math.abs(computed))
  return isSame ? '' : ` \\;\\to\\; ${number(shown)}\\ \\text{(${how})}`
}

function ofUnit(symbol: string, unit: number): string {
  return `${symbol}[${unit}]`
}

function times(one: number, other: number): string {
  return `${signed(one)} \\cdot ${signed(other)}`
}

function signed(value: number): string {
  return value < 0 ? `(${number(value)})` : number(value)
}

/** Three places, or powers of ten where these would show nothing. */
function number(value: number): string {
  if (!Number.isFinite(value)) return '\\text{not a number}'
  const size = Math.abs(value)
  if (size === 0 || (size >= 0.0005 && size < 10_000)) return value.toFixed(3)
  const [digits, exponent] = value.toExponential(2).split('e')
  return `${digits} \\cdot 10^{${Number(exponent)}}`
}
