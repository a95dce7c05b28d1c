// The recurrent layers written out plainly in double precision, forward and backward: what the kernels are held against.
import type { OutputGradients, SequenceCall } from '../../src/worker/kernels/addon'

type Rows = Float64Array[]

export interface ReferenceResult {
  readonly output: number[]
  readonly state: number[][]
}

export interface ReferenceGradients {
  readonly kernel: Float64Array
  readonly recurrentKernel: Float64Array
  readonly bias: Float64Array
  readonly input: Float64Array
  readonly embeddings: Float64Array
  readonly initialState: Float64Array[]
}

/** How many gates a cell has. */
export const gatesOf = { SimpleRNN: 1, GRU: 3, LSTM: 4 } as const

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

interface Step {
  readonly x: Float64Array // [inputs]
  readonly place: number // of x in the input, or the embedding's row
  readonly before: Float64Array // h'
  readonly cellBefore: Float64Array // c'
  readonly gates: Rows // activated
  readonly h: Float64Array
  readonly c: Float64Array
}

/** One row of the batch through all steps. */
function runRow(call: SequenceCall, row: number): Step[] {
  const { time, units, inputs } = call
  const slice = (state: Float32Array | undefined) =>
    Float64Array.from({ length: units }, (_, k) => state?.[row * units + k] ?? 0)
  let h: Float64Array = slice(call.initialState?.[0])
  let c: Float64Array = slice(call.initialState?.[1])
  const steps: Step[] = []
  for (let step = 0; step < time; step += 1) {
    const at = row * time + (call.goBackwards ? time - 1 - step : step)
    const place = (call.ids ? call.ids[at] : at) * inputs
    const source = call.embeddings ?? call.input ?? new Float32Array()
    const x = Float64Array.from({ length: inputs }, (_, k) => {
      return source[place + k] * (call.inputMask?.[row * inputs + k] ?? 1)
    })
    const next = runStep(call, x, h, c)
    steps.push({ x, place, before: h, cellBefore: c, ...next })
    h = next.h
    c = next.c
  }
  return steps
}

function runStep(call: SequenceCall, x: Float64Array, before: Float64Array, cell: Float64Array) {
  const { units } = call
  const width = gatesOf[call.cell] * units
  const project = (gate: number, h: Float64Array) =>
    Float64Array.from({ length: units }, (_, unit) => {
      const column = gate * units + unit
      let sum: number = call.bias?.[column] ?? 0
      for (let k = 0; k < x.length; k += 1) sum += x[k] * call.kernel[k * width + column]
      for (let k = 0; k < units; k += 1) sum += h[k] * call.recurrentKernel[k * width + column]
      return sum
    })
  if (call.cell === 'SimpleRNN') {
    const h = project(0, before).map(Math.tanh)
    return { gates: [h], h, c: cell }
  }
  if (call.cell === 'GRU') {
    const z = project(0, before).map(sigmoid)
    const r = project(1, before).map(sigmoid)
    const reset = before.map((h, k) => h * r[k])
    const candidate = project(2, reset).map(Math.tanh)
    const h = z.map((keep, k) => keep * before[k] + (1 - keep) * candidate[k])
    return { gates: [z, r, candidate], h, c: cell }
  }
  const gates = [0, 1, 2, 3].map((gate) =>
    project(gate, before).map(gate === 2 ? Math.tanh : sigmoid),
  )
  const [i, f, g, o] = gates
  const c = cell.map((old, k) => f[k] * old + i[k] * g[k])
  return { gates, h: c.map((value, k) => o[k] * Math.tanh(value)), c }
}

/** The forward pass. */
export function referenceForward(call: SequenceCall): ReferenceResult {
  const output: number[] = []
  const state: number[][] = call.cell === 'LSTM' ? [[], []] : [[]]
  for (let row = 0; row < call.batch; row += 1) {
    const steps = runRow(call, row)
    const last = steps[steps.length - 1]
    for (const step of call.returnSequences ? steps : [last]) output.push(...step.h)
    state[0].push(...last.h)
    state[1]?.push(...last.c)
  }
  return { output, state }
}

/** The gradients of sum(output * gradients.output) + sum(state * gradients.state). */
export function referenceBackward(
  call: SequenceCall,
  gradients: OutputGradients,
): ReferenceGradients {
  const { units, inputs, batch, time } = call
  const width = gatesOf[call.cell] * units
  const sums: ReferenceGradients = {
    kernel: new Float64Array(inputs * width),
    recurrentKernel: new Float64Array(units * width),
    bias: new Float64Array(width),
    input: new Float64Array(batch * time * inputs),
    embeddings: new Float64Array(call.embeddings?.length ?? 0),
    initialState: (call.initialState ?? []).map(() => new Float64Array(batch * units)),
  }
  for (let row = 0; row < batch; row += 1) backRow(call, row, gradients, sums)
  return sums
}

function backRow(
  call: SequenceCall,
  row: number,
  gradients: OutputGradients,
  sums: ReferenceGradients,
): void {
  const { units, inputs, time } = call
  const slice = (index: number) =>
    Float64Array.from({ length: units }, (_, k) => gradients.state?.[index]?.[row * units + k] ?? 0)
  let dh: Float64Array = slice(0)
  let dc: Float64Array = slice(1)
  const steps = runRow(call, row)
  for (let at = time - 1; at >= 0; at -= 1) {
    const from = call.returnSequences ? (row * time + at) * units : row * units
    if (call.returnSequences || at === time - 1) {
      for (let k = 0; k < units; k += 1) dh[k] += gradients.output[from + k]
    }
    const back = backStep(call, steps[at], dh, dc, sums)
    dh = back.dh
    dc = back.dc
    const target = call.ids ? sums.embeddings : sums.input
    for (let k = 0; k < inputs; k += 1) {
      target[steps[at].place + k] += back.dx[k] * (call.inputMask?.[row * inputs + k] ?? 1)
    }
  }
  sums.initialState[0]?.set(dh, row * units)
  sums.initialState[1]?.set(dc, row * units)
}

function backStep(
  call: SequenceCall,
  step: Step,
  dh: Float64Array,
  dc: Float64Array,
  sums: ReferenceGradients,
) {
  const { units } = call
  const width = gatesOf[call.cell] * units
  const dx = new Float64Array(call.inputs)
  /** Takes a gate's gradient to x and the weights, and gives that of what the recurrent kernel multiplied. */
  const back = (gate: number, dz: Float64Array, recurrent: Float64Array): Float64Array => {
    const into = new Float64Array(units)
    for (let unit = 0; unit < units; unit += 1) {
      const column = gate * units + unit
      sums.bias[column] += dz[unit]
      for (let k = 0; k < dx.length; k += 1) {
        sums.kernel[k * width + column] += step.x[k] * dz[unit]
        dx[k] += call.kernel[k * width + column] * dz[unit]
      }
      for (let k = 0; k < units; k += 1) {
        sums.recurrentKernel[k * width + column] += recurrent[k] * dz[unit]
        into[k] += call.recurrentKernel[k * width + column] * dz[unit]
      }
    }
    return into
  }
  const { before, h } = step
  if (call.cell === 'SimpleRNN') {
    const dz = dh.map((d, k) => d * (1 - h[k] ** 2))
    return { dh: back(0, dz, before), dc, dx }
  }
  if (call.cell === 'GRU') {
    const [z, r, g] = step.gates
    const dzUpdate = dh.map((d, k) => d * (before[k] - g[k]) * z[k] * (1 - z[k]))
    const dzCandidate = dh.map((d, k) => d * (1 - z[k]) * (1 - g[k] ** 2))
    const dReset = back(
      2,
      dzCandidate,
      before.map((value, k) => value * r[k]),
    )
    const dzReset = dReset.map((d, k) => d * before[k] * r[k] * (1 - r[k]))
    const fromUpdate = back(0, dzUpdate, before)
    const fromReset = back(1, dzReset, before)
    const into = dh.map((d, k) => d * z[k] + dReset[k] * r[k] + fromUpdate[k] + fromReset[k])
    return { dh: into, dc, dx }
  }
  const [i, f, g, o] = step.gates
  const bent = step.c.map(Math.tanh)
  const dCell = dc.map((d, k) => d + dh[k] * o[k] * (1 - bent[k] ** 2))
  const dGates = [
    dCell.map((d, k) => d * g[k] * i[k] * (1 - i[k])),
    dCell.map((d, k) => d * step.cellBefore[k] * f[k] * (1 - f[k])),
    dCell.map((d, k) => d * i[k] * (1 - g[k] ** 2)),
    dh.map((d, k) => d * bent[k] * o[k] * (1 - o[k])),
  ]
  const into = new Float64Array(units)
  for (const [gate, dz] of dGates.entries()) {
    for (const [k, value] of back(gate, dz, before).entries()) into[k] += value
  }
  return { dh: into, dc: dCell.map((d, k) => d * f[k]), dx }
}
