// What an operation does to a network: gates held, units silenced, tokens unread, and nothing else.
import { describe, expect, it } from 'vitest'
import type { Operation } from '#shared/domain/inside/surgery'
import { forward } from '#shared/domain/reference/network'
import type { NetworkTrace, ReferenceNetwork } from '#shared/domain/reference/types'
import { next, start, type WritingState } from '#shared/domain/reference/writing'
import { randomCell, randomDense, randomEmbedding, RandomNumbers } from './random-weights'

const random = new RandomNumbers(3)
const network: ReferenceNetwork = {
  layers: [
    randomEmbedding(random, 9, 3),
    {
      ...{ type: 'Recurrent', name: 'lstm', returnSequences: true, goBackwards: false },
      weights: randomCell(random, 'LSTM', 3, 4),
    },
    {
      ...{ type: 'Bidirectional', name: 'both', returnSequences: true, mergeMode: 'concat' },
      ...{ forward: randomCell(random, 'GRU', 4, 4), backward: randomCell(random, 'GRU', 4, 4) },
    },
    { type: 'Dense', name: 'dense', weights: randomDense(random, 8, 5, 'softmax') },
  ],
}
const ids = Int32Array.of(4, 1, 8, 2, 4)

function run(...surgery: Operation[]): NetworkTrace {
  return forward(network, ids, { surgery })
}

const clamp = (units: number[] | null, value: number): Operation => ({
  ...{ type: 'clamp-gate', layer: 'lstm', direction: null, gate: 'forget', units, value },
})
const scale = (unit: number, factor: number): Operation => ({
  ...{ type: 'scale-unit', layer: 'lstm', direction: null, unit, factor },
})

describe('surgery', () => {
  it('leaves all as it is when there is none', () => {
    expect([...run().logits]).toEqual([...forward(network, ids).logits])
  })

  it('clamps a gate of all units at every step', () => {
    const [{ trace }] = run(clamp(null, 0)).recurrent
    expect(new Set(trace.gates.forget)).toEqual(new Set([0]))
    // What is forgotten at once is the input times the candidate alone.
    const { input, candidate } = trace.gates
    trace.cellState?.forEach((value, at) => {
      expect(value).toBeCloseTo((input?.[at] ?? NaN) * (candidate?.[at] ?? NaN), 14)
    })
  })

  it('clamps a gate of some units; the later operation counts', () => {
    const [{ trace }] = run(clamp([1, 2], 1), clamp([2], 0.25)).recurrent
    const free = run().recurrent[0].trace.gates.forget
    expect([...(trace.gates.forget ?? [])].slice(0, 4)).toEqual([free?.[0], 1, 0.25, free?.[3]])
  })

  it('multiplies a unit before the next step reads it; twice is the product', () => {
    const { trace } = run(scale(1, 0)).recurrent[0]
    expect(trace.hidden.every((value, at) => at % 4 !== 1 || value === 0)).toBe(true)
    const before = run().recurrent[0].trace.preActivations.input
    expect(trace.preActivations.input?.[0]).toBe(before?.[0])
    expect(trace.preActivations.input?.[4]).not.toBe(before?.[4])
    expect([...run(scale(1, 2), scale(1, 3)).logits]).toEqual([...run(scale(1, 6)).logits])
  })

  it('silences a token: a step that reads zeros', () => {
    const { embedded, recurrent } = run({ type: 'silence-token', token: 2 })
    expect([...embedded.subarray(6, 9)]).toEqual([0, 0, 0])
    expect([...embedded.subarray(9)]).toEqual([...run().embedded.subarray(9)])
    expect(recurrent[0].trace.steps).toBe(5)
  })

  it('touches the named direction of the named layer alone', () => {
    const direction = 'backward' as const
    const operation = { type: 'scale-unit', layer: 'both', direction, unit: 0, factor: 0 } as const
    const [lstm, there, back] = run(operation).recurrent
    const [oldLstm, oldThere, oldBack] = run().recurrent
    expect([...lstm.trace.hidden]).toEqual([...oldLstm.trace.hidden])
    expect([...there.trace.hidden]).toEqual([...oldThere.trace.hidden])
    expect([...back.trace.hidden]).not.toEqual([...oldBack.trace.hidden])
  })
})

describe('writing token by token', () => {
  it('gives what reading all at once gives, with the same operations', () => {
    const layers = network.layers.filter(({ type }) => type !== 'Bidirectional')
    const last = { type: 'Dense', name: 'd', weights: randomDense(random, 4, 9) } as const
    const model = { layers: [...layers.slice(0, 2), last] }
    const surgery = [clamp([0], 1), scale(2, -1), { type: 'silence-token', token: 3 } as const]
    const { logits } = forward(model, ids, { surgery })
    let state: WritingState = start
    for (const [step, id] of ids.entries()) {
      const after = next(model, state, id, { surgery })
      expect([...after.logits]).toEqual([...logits.subarray(step * 9, step * 9 + 9)])
      state = after.state
    }
    expect(state.position).toBe(5)
  })
})
