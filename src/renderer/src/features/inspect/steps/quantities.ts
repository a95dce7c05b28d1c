// The numbers of a step by unit: what a cell starts from, each gate before and after its activation, and what it ends with.
import { gatesOf, type GateName, type Matrix } from '#shared/domain/inside/cells'
import type { InspectedLayer } from '#shared/domain/inside/inspection'
import type { Domain, ScaleKind } from '../../../charts/heat-map/scale-types'
import { scaleAround } from '../unrolled/cell-state'

/** A column of the table. */
export interface Quantity {
  readonly id: string
  /** e.g. `f_t`. */
  readonly tex: string
  /** In words, e.g. "forget gate". */
  readonly name: string
  readonly kind: ScaleKind
  readonly domain: Domain
  readonly at: (step: number, unit: number) => number
}

/** Columns that belong together. */
export interface QuantityGroup {
  readonly name: string
  readonly quantities: readonly Quantity[]
}

const gateTitles: Readonly<Record<GateName, readonly [name: string, tex: string]>> = {
  input: ['input gate', 'i_t'],
  forget: ['forget gate', 'f_t'],
  candidate: ['candidate', '\\tilde{c}_t'],
  output: ['output gate', 'o_t'],
  update: ['update gate', 'z_t'],
  reset: ['reset gate', 'r_t'],
}

/** In the order in which a cell computes them. @param goesBackwards it reads from the text's end */
export function quantitiesOf(
  layer: InspectedLayer,
  goesBackwards: boolean,
): readonly QuantityGroup[] {
  const { hidden, cellState, initialHidden, initialCell } = layer
  const before = (matrix: Matrix, initial: Float32Array) => (step: number, unit: number) => {
    const at = goesBackwards ? step + 1 : step - 1
    return at < 0 || at >= matrix.rows ? initial[unit] : valueAt(matrix, at, unit)
  }
  const states = { domain: scaleAround(hidden.values), kind: 'diverging' } as const
  const cells = cellState && ({ domain: scaleAround(cellState.values), kind: 'diverging' } as const)
  const memory = cellState && initialCell && { cellState, initialCell }
  return [
    {
      name: 'before',
      quantities: [
        {
          id: 'h-before',
          tex: 'h_{t-1}',
          name: 'state before',
          ...states,
          at: before(hidden, initialHidden),
        },
        ...(memory && cells
          ? [
              {
                id: 'c-before',
                tex: 'c_{t-1}',
                name: 'cell state before',
                ...cells,
                at: before(memory.cellState, memory.initialCell),
              },
            ]
          : []),
      ],
    },
    ...gatesOf[layer.cell].map((gate) => gateGroup(layer, gate)),
    {
      name: 'after',
      quantities: [
        ...(cellState && cells
          ? [{ id: 'c', tex: 'c_t', name: 'cell state', ...cells, at: reader(cellState) }]
          : []),
        { id: 'h', tex: 'h_t', name: 'state', ...states, at: reader(hidden) },
      ],
    },
  ]
}

function gateGroup(layer: InspectedLayer, gate: GateName): QuantityGroup {
  const { cell, activation, recurrentActivation } = layer
  const [name, letter] = gateTitles[gate]
  const isCandidate = gate === 'candidate'
  const tex = isCandidate && cell === 'GRU' ? '\\tilde{h}_t' : letter
  const pre = layer.preActivations[gate]
  const post = layer.gates[gate]
  const bends = isCandidate ? activation : (recurrentActivation ?? activation)
  const quantities: Quantity[] = []
  if (pre)
    quantities.push({
      ...{ id: `${gate}-pre`, tex: 'a_t', name: `${name} before ${bends}` },
      ...{ kind: 'diverging', domain: scaleAround(pre.values), at: reader(pre) },
    })
  // A SimpleRNN's candidate is its new state, which stands at the end anyway.
  if (post && cell !== 'SimpleRNN')
    quantities.push({
      ...{ id: gate, tex, name: `${name} after ${bends}`, at: reader(post) },
      ...(isCandidate || !stays0To1.has(bends)
        ? { kind: 'diverging', domain: scaleAround(post.values) }
        : { kind: 'sequential', domain: [0, 1] }),
    })
  return { name: cell === 'SimpleRNN' ? 'sum' : name, quantities }
}

const stays0To1: ReadonlySet<string> = new Set(['sigmoid', 'hardSigmoid', 'softmax'])

function valueAt({ values, columns }: Matrix, row: number, column: number): number {
  return values[row * columns + column]
}

function reader(matrix: Matrix): Quantity['at'] {
  return (step, unit) => valueAt(matrix, step, unit)
}

/** Units that the table shows: the first `few`, the one in focus if it is none of these, or all. */
export function shownUnits(
  units: number,
  focused: number,
  showsAll: boolean,
  few: number,
): readonly number[] {
  const first = Array.from({ length: showsAll ? units : Math.min(units, few) }, (_, unit) => unit)
  return focused < first.length || focused >= units ? first : [...first, focused]
}
