// The equations of the cells as people read them: TeX for a math renderer, shapes in words and what each line is for.
import type { Cell, GateName } from '../inside/cells'

/** W x + U h + b, or one matrix for both: [h, x] W + b. */
export type ProductForm = 'apart' | 'joined'

export type LineId = GateName | 'cell-state' | 'hidden'

export interface EquationLine {
  readonly id: LineId
  /** In words, e.g. "forget gate". */
  readonly name: string
  /** The quantity alone, e.g. `f_t`. */
  readonly symbol: string
  readonly tex: string
  /** What is multiplied with what, e.g. "[inputs] W [inputs, units] + ... gives [units]". */
  readonly shapes: string
  readonly explains: string
}

/** Names of activations as in the experiment file. */
export interface Activations {
  readonly activation: string
  readonly recurrentActivation: string
}

/** A line of a gate before the way of writing the product is chosen. */
export interface GateLine {
  readonly id: GateName | 'hidden'
  readonly name: string
  readonly symbol: string
  /** As in W_f. */
  readonly letter: string
  /** What stands after U. */
  readonly reads: string
  readonly activation: keyof Activations
  readonly explains: string
}

interface SumLine {
  readonly id: 'cell-state' | 'hidden'
  readonly name: string
  readonly symbol: string
  readonly tex: (f: string) => string
  readonly shapes: string
  readonly explains: string
}

const before = 'h_{t-1}'
const defaults: Activations = { activation: 'tanh', recurrentActivation: 'sigmoid' }
const sameShape = '[units], each unit with its own'

const gate = (
  id: GateLine['id'],
  [name, symbol, letter]: readonly [string, string, string],
  explains: string,
  more: Partial<GateLine> = {},
): GateLine => ({
  ...{ id, name, symbol, letter, explains, reads: before, activation: 'recurrentActivation' },
  ...more,
})

const lines: Readonly<Record<Cell, readonly (GateLine | SumLine)[]>> = {
  SimpleRNN: [
    gate(
      'hidden',
      ['hidden state', 'h_t', ''],
      'The new state is made from the new word and the old state, by the same weights at every step. All of the old state goes through the activation each time.',
      { activation: 'activation' },
    ),
  ],
  LSTM: [
    gate(
      'input',
      ['input gate', 'i_t', 'i'],
      'How much of the candidate is written into the cell state: 0 nothing, 1 all of it.',
    ),
    gate(
      'forget',
      ['forget gate', 'f_t', 'f'],
      'How much of the old cell state stays: 0 forgets it, 1 keeps all of it.',
    ),
    gate(
      'candidate',
      ['candidate', '\\tilde{c}_t', 'c'],
      'What could be written into the cell state at this step.',
      { activation: 'activation' },
    ),
    gate(
      'output',
      ['output gate', 'o_t', 'o'],
      'How much of the cell state is shown to the next layer and to the next step.',
    ),
    {
      id: 'cell-state',
      name: 'cell state',
      symbol: 'c_t',
      tex: () => 'f_t \\odot c_{t-1} + i_t \\odot \\tilde{c}_t',
      shapes: `${sameShape} gates`,
      explains:
        'The memory: what stays of the old one and what is written. Nothing but a multiplication by the forget gate stands between one step and the next, so it can last.',
    },
    {
      id: 'hidden',
      name: 'hidden state',
      symbol: 'h_t',
      tex: (f) => `o_t \\odot ${f}(c_t)`,
      shapes: `${sameShape} gate`,
      explains: 'What the cell shows of its memory.',
    },
  ],
  GRU: [
    gate(
      'update',
      ['update gate', 'z_t', 'z'],
      'How much of the old state stays: 1 keeps it, 0 replaces it by the candidate.',
    ),
    gate(
      'reset',
      ['reset gate', 'r_t', 'r'],
      'How much of the old state the candidate sees: 0 makes it start anew.',
    ),
    gate(
      'candidate',
      ['candidate', '\\tilde{h}_t', 'h'],
      'What the state could become, from the new word and as much of the old state as the reset gate lets through.',
      { activation: 'activation', reads: '(r_t \\odot h_{t-1})' },
    ),
    {
      id: 'hidden',
      name: 'hidden state',
      symbol: 'h_t',
      tex: () => 'z_t \\odot h_{t-1} + (1 - z_t) \\odot \\tilde{h}_t',
      shapes: `${sameShape} gate`,
      explains: 'A mean of the old state and the candidate, weighed by the update gate.',
    },
  ],
}

/**
 * The lines of a cell in the order in which they are computed.
 * SimpleRNN: Elman 1990. LSTM: Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000. GRU: Cho et al. 2014.
 */
export function equationsOf(
  cell: Cell,
  form: ProductForm,
  activations: Activations = defaults,
): readonly EquationLine[] {
  return lines[cell].map((line): EquationLine => {
    const { id, name, symbol, explains } = line
    if ('tex' in line) {
      const tex = `${symbol} = ${line.tex(activationTex(activations.activation))}`
      return { id, name, symbol, tex, shapes: line.shapes, explains }
    }
    const f = activationTex(activations[line.activation])
    const tex = `${symbol} = ${f}(${productTex(line, form)})`
    return { id, name, symbol, tex, shapes: productShapes(line, form), explains }
  })
}

/** The gate line of a cell; null for a line that is a sum of gates. */
export function gateLineOf(cell: Cell, id: LineId): GateLine | null {
  const found = lines[cell].find((line) => line.id === id)
  if (!found) throw new Error(`${cell} has no line ${id}`)
  return 'tex' in found ? null : found
}

/** `\sigma`, `\tanh`, or the name in upright letters. */
export function activationTex(name: string): string {
  if (name === 'sigmoid') return '\\sigma'
  return name === 'tanh' ? '\\tanh' : `\\operatorname{${name}}`
}

function productTex({ letter, reads }: GateLine, form: ProductForm): string {
  const [w, u, b] = ['W', 'U', 'b'].map((name) => (letter ? `${name}_${letter}` : name))
  return form === 'apart' ? `${w} x_t + ${u} ${reads} + ${b}` : `[${reads}, x_t]\\, ${w} + ${b}`
}

function productShapes({ letter }: GateLine, form: ProductForm): string {
  const [w, u, b] = ['W', 'U', 'b'].map((name) => (letter ? `${name}_${letter}` : name))
  return form === 'apart'
    ? `[inputs] ${w} [inputs, units] + [units] ${u} [units, units] + ${b} [units] gives [units]`
    : `[units + inputs] ${w} [units + inputs, units] + ${b} [units] gives [units]`
}
