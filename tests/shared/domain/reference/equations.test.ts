// The equations render, and the numbers in them are those of the trace.
import katex from 'katex'
import { describe, expect, it } from 'vitest'
import { cells, gatesOf } from '#shared/domain/inside/cells'
import { layerParameters } from '#shared/domain/layer-parameters'
import { equationsOf } from '#shared/domain/reference/equations'
import { filled } from '#shared/domain/reference/filled-equations'
import { cellParameters } from '#shared/domain/reference/gate-parameters'
import { gradientEquationsOf } from '#shared/domain/reference/gradient-equations'
import { runCell } from '#shared/domain/reference/run-cell'
import { lstmSchema, gruSchema, simpleRnnSchema } from '#shared/experiment/layers'
import { randomCell, RandomNumbers } from './random-weights'

/** Throws what KaTeX says is wrong with it. */
function render(tex: string): string {
  return katex.renderToString(tex, { throwOnError: true, strict: 'error', output: 'mathml' })
}

const forms = ['apart', 'joined'] as const

describe.each(cells)('%s', (cell) => {
  const random = new RandomNumbers(4)
  const weights = randomCell(random, cell, 5, 6)
  const trace = runCell(weights, random.array(4 * 5), { initialHidden: random.array(6) })

  it.each(forms)('has a line for each gate and the state: %s', (form) => {
    const lines = equationsOf(cell, form)
    const gates: readonly string[] = cell === 'SimpleRNN' ? [] : gatesOf[cell]
    const ids = [...gates, ...(cell === 'LSTM' ? ['cell-state'] : []), 'hidden']
    expect(lines.map(({ id }) => id)).toEqual(ids)
    for (const { tex, symbol, shapes, explains } of lines) {
      expect(render(tex)).toContain('math')
      expect(tex.startsWith(`${symbol} = `)).toBe(true)
      expect(shapes).toContain('[units]')
      expect(explains).toMatch(/\.$/)
    }
    expect(new Set(lines.map(({ explains }) => explains)).size).toBe(lines.length)
  })

  it('names other activations', () => {
    const [line] = equationsOf(cell, 'apart', {
      ...{ activation: 'relu', recurrentActivation: 'hardSigmoid' },
    })
    expect(render(line.tex)).toContain(cell === 'SimpleRNN' ? 'relu' : 'hardSigmoid')
  })

  it.each(forms)('fills in numbers that end in the value of the trace: %s', (form) => {
    for (const { id, symbol } of equationsOf(cell, form)) {
      const tex = filled(weights, trace, 2, 3, id, form)
      expect(render(tex)).toContain('math')
      expect(tex.startsWith(`${symbol}[3] = `)).toBe(true)
      const values = {
        hidden: trace.hidden,
        'cell-state': trace.cellState,
        ...trace.gates,
      } as Record<string, Float64Array>
      expect(Number(tex.split(' = ').at(-1))).toBeCloseTo(values[id][2 * 6 + 3], 3)
      expect(tex).not.toMatch(/NaN|undefined/)
    }
  })

  it('fills in the first step from the initial state', () => {
    const before = trace.initialHidden[0]
    const gate = cell === 'SimpleRNN' ? 'hidden' : gatesOf[cell][0]
    const shown = before < 0 ? `(${before.toFixed(3)})` : before.toFixed(3)
    expect(filled(weights, trace, 0, 0, gate)).toContain(`\\cdot ${shown}`)
  })

  it('shows what surgery made of a value', () => {
    const scaled = new Float64Array(6)
    const held = new Float64Array(6).fill(1)
    const gate = gatesOf[cell].at(1) ?? 'candidate'
    const operated = runCell(weights, random.array(20), {
      interventions: { clamped: cell === 'SimpleRNN' ? {} : { [gate]: held }, scaled },
    })
    expect(filled(weights, operated, 1, 2, 'hidden')).toMatch(
      /\\to\\; 0\.000\\ \\text\{\(scaled\)\}$/,
    )
    if (cell === 'SimpleRNN') return
    expect(filled(weights, operated, 1, 2, gate)).toMatch(/\\to\\; 1\.000\\ \\text\{\(set\)\}$/)
  })

  it('says how gradients go back', () => {
    for (const { tex } of gradientEquationsOf(cell)) expect(render(tex)).toContain('math')
  })

  it.each([true, false])('counts the parameters of the layer table, bias %s', (bias) => {
    const schema = { SimpleRNN: simpleRnnSchema, LSTM: lstmSchema, GRU: gruSchema }[cell]
    const layer = schema.parse({ type: cell, units: 32, useBias: bias })
    const { gates, total } = cellParameters(cell, { inputs: 50, units: 32, bias })
    expect(total.count).toBe(layerParameters(layer, 50, 0).count)
    expect(gates.reduce((sum, { count }) => sum + count, 0)).toBe(total.count)
    for (const { tex, filled: numbers } of [...gates, total]) {
      expect(render(`${tex} = ${numbers}`)).toContain('math')
    }
  })
})

it('writes small and large numbers as powers of ten', () => {
  const weights = randomCell(new RandomNumbers(1), 'SimpleRNN', 1, 1, { activation: 'linear' })
  weights.kernel[0] = 1
  const at = (x: number) => filled(weights, runCell(weights, Float64Array.of(x)), 0, 0, 'hidden')
  expect(at(-0.00001234)).toContain('(-1.23 \\cdot 10^{-5})')
  expect(at(123456)).toContain('1.23 \\cdot 10^{5}')
  expect(render(at(-0.00001234))).toContain('math')
})
