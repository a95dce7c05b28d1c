// The numbers of an inspection and the weights of its layer come together in the reference implementation.
import { describe, expect, it } from 'vitest'
import { cells } from '#shared/domain/inside/cells'
import { equationsOf } from '#shared/domain/reference/equations'
import { filled } from '#shared/domain/reference/filled-equations'
import { runCell } from '#shared/domain/reference/run-cell'
import katex from 'katex'
import {
  cellWeightsOf,
  traceOf,
} from '../../../../../src/renderer/src/features/inspect/steps/cell-trace'
import {
  quantitiesOf,
  shownUnits,
} from '../../../../../src/renderer/src/features/inspect/steps/quantities'
import { drawn, drawnWeights, inspectedLayer, layerOf, layerWeightsOf } from '../sample-inspection'

const named = { name: 'layer', direction: null, axis: 'source' } as const

describe.each(cells)('%s', (cell) => {
  const weights = drawnWeights(cell, 3, 5)

  it.each([false, true])(
    'computes its states again from the weights by gate, backwards: %s',
    (goBackwards) => {
      const trace = runCell(weights, drawn(7 * 3, 4), { goBackwards })
      const layer = layerOf(weights, trace, named)
      const again = cellWeightsOf(layerWeightsOf(weights, named), layer)
      const own = traceOf(layer, goBackwards)
      const { hidden } = runCell(again, own.input, {
        initialHidden: own.initialHidden,
        initialCell: own.initialCell,
        goBackwards: own.goesBackwards,
      })
      for (const [index, value] of own.hidden.entries()) expect(hidden[index]).toBeCloseTo(value, 5)
    },
  )

  it('has no bias where the layer has none', () => {
    const bare = { ...weights, bias: null }
    const layer = layerOf(bare, runCell(bare, drawn(6, 4)), named)
    expect(cellWeightsOf(layerWeightsOf(bare, named), layer).bias).toBeNull()
  })

  it.each(['apart', 'joined'] as const)('has equations that KaTeX sets, written %s', (form) => {
    const trace = runCell(weights, drawn(7 * 3, 4))
    const layer = layerOf(weights, trace, named)
    const again = cellWeightsOf(layerWeightsOf(weights, named), layer)
    for (const { id, tex } of equationsOf(cell, form))
      for (const formula of [tex, filled(again, traceOf(layer, false), 2, 1, id, form)]) {
        const markup = katex.renderToString(formula, { output: 'html', strict: 'error' })
        // Commands that write styles as attributes, which the page's Content-Security-Policy refuses.
        expect(formula).not.toMatch(/\\(pmb|fcolorbox|vec|oiint|includegraphics)/)
        expect(markup).toContain('katex')
      }
  })

  it('shows at each step the numbers of the trace', () => {
    const layer = inspectedLayer({ ...named, cell, inputs: 3, units: 5 }, 4)
    const quantities = quantitiesOf(layer, false).flatMap((group) => group.quantities)
    const at = (id: string, step: number): number | undefined =>
      quantities.find((one) => one.id === id)?.at(step, 2)
    expect(at('h', 1)).toBe(layer.hidden.values[1 * 5 + 2])
    expect(at('h-before', 1)).toBe(layer.hidden.values[0 * 5 + 2])
    expect(at('h-before', 0)).toBe(layer.initialHidden[2])
    expect(new Set(quantities.map(({ id }) => id)).size).toBe(quantities.length)
    for (const { domain, kind } of quantities)
      expect(kind === 'sequential' ? domain : domain[0] + domain[1]).toEqual(
        kind === 'sequential' ? [0, 1] : 0,
      )
    const count = { SimpleRNN: 3, LSTM: 12, GRU: 8 }[cell]
    expect(quantities).toHaveLength(count)
  })
})

it('takes the state before from the right where the text is read from its end', () => {
  const layer = inspectedLayer(
    { ...named, cell: 'LSTM', inputs: 3, units: 5, goBackwards: true },
    4,
  )
  const [before] = quantitiesOf(layer, true)
  const [h, c] = before.quantities
  expect(h.at(1, 0)).toBe(layer.hidden.values[2 * 5])
  expect(c.at(3, 0)).toBe(0)
})

it.each([
  { units: 32, focused: 3, showsAll: false, shown: [0, 1, 2, 3] },
  { units: 32, focused: 9, showsAll: false, shown: [0, 1, 2, 3, 9] },
  { units: 3, focused: 9, showsAll: false, shown: [0, 1, 2] },
  { units: 6, focused: 0, showsAll: true, shown: [0, 1, 2, 3, 4, 5] },
])('shows units $shown of $units', ({ units, focused, showsAll, shown }) => {
  expect(shownUnits(units, focused, showsAll, 4)).toEqual(shown)
})
