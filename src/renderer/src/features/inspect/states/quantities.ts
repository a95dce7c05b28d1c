// What of a recurrent layer can be looked at over the tokens: states, gates and what goes into them, with the scale that fits each.
import { gatesOf, type GateName, type Matrix } from '#shared/domain/inside/cells'
import type { InspectedLayer } from '#shared/domain/inside/inspection'
import { domainOf, magnitudeUnder } from '../../../charts/heat-map/cell-pixels'
import type { Domain, ScaleKind } from '../../../charts/heat-map/scale-types'
import { gateName } from '../gate-words'

export type QuantityId = 'hidden' | 'cell' | `gate-${GateName}` | `before-${GateName}`

/** The numbers between which an activation stays. */
export type Bounds = 'zero-one' | 'minus-one-one' | null

export interface Quantity {
  readonly id: QuantityId
  /** `Forget gate f` */
  readonly name: string
  /** What the numbers are: `activation`. */
  readonly unit: string
  readonly group: 'States' | 'Gates' | 'Before the activation'
  readonly bounds: Bounds
  /** [units, time] */
  readonly matrix: Matrix
  readonly scale: ScaleKind
  readonly domain: Domain
}

/** Where values of an activation lie; null where nothing holds them. */
export function boundsOf(activation: string | null): Bounds {
  if (activation === 'sigmoid' || activation === 'hardSigmoid' || activation === 'softmax')
    return 'zero-one'
  return activation === 'tanh' || activation === 'softsign' ? 'minus-one-one' : null
}

/** Everything there is of a layer, states first. */
export function quantitiesOf(layer: InspectedLayer): readonly Quantity[] {
  const states: Quantity[] = [hiddenOf(layer)]
  if (layer.cellState) {
    const cell = { id: 'cell', name: 'Cell state c', unit: 'cell state', group: 'States' } as const
    states.push(made({ ...cell, bounds: null }, layer.cellState))
  }
  return [...states, ...gatesOver(layer, 'gates'), ...gatesOver(layer, 'preActivations')]
}

function hiddenOf(layer: InspectedLayer): Quantity {
  // o and z lie between 0 and 1, so that h stays where the activation is; a scaled unit may leave it.
  const bounds = boundsOf(layer.activation)
  const hidden = { id: 'hidden', name: 'Hidden state h', unit: 'activation' } as const
  return made({ ...hidden, group: 'States', bounds }, layer.hidden)
}

function gatesOver(layer: InspectedLayer, which: 'gates' | 'preActivations'): Quantity[] {
  const isBefore = which === 'preActivations'
  // SimpleRNN's one gate is its state, which stands among the states.
  const gates: readonly GateName[] =
    layer.cell === 'SimpleRNN' && !isBefore ? [] : gatesOf[layer.cell]
  return gates.flatMap((gate) => {
    const matrix = layer[which][gate]
    if (!matrix) return []
    const title = gateName(layer.cell, gate)
    const activation = gate === 'candidate' ? layer.activation : layer.recurrentActivation
    return isBefore
      ? made(
          {
            id: `before-${gate}`,
            name: `${title}, before its activation`,
            unit: 'pre-activation',
            group: 'Before the activation',
            bounds: null,
          },
          matrix,
        )
      : made(
          {
            ...{ id: `gate-${gate}`, name: title, unit: 'activation', group: 'Gates' },
            bounds: boundsOf(activation),
          },
          matrix,
        )
  })
}

function made(about: Omit<Quantity, 'matrix' | 'scale' | 'domain'>, overTime: Matrix): Quantity {
  const matrix = transposed(overTime)
  const scale = about.bounds === 'zero-one' ? 'sequential' : 'diverging'
  return { ...about, matrix, scale, domain: domainFor(about.bounds, matrix) }
}

function domainFor(bounds: Bounds, matrix: Matrix): Domain {
  if (bounds === 'zero-one') return [0, 1]
  return bounds === 'minus-one-one' ? [-1, 1] : domainOf(matrix)
}

/** The same with colours that end where this text's numbers do, but for a few far ones. */
export function fitted(quantity: Quantity): Quantity {
  const limit = magnitudeUnder(quantity.matrix, 0.002)
  return { ...quantity, domain: quantity.scale === 'diverging' ? [-limit, limit] : [0, limit] }
}

/** Rows become columns. */
export function transposed({ rows, columns, values }: Matrix): Matrix {
  const turned = new Float32Array(values.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = values[row * columns + column]
  return { rows: columns, columns: rows, values: turned }
}
