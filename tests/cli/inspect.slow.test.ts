// `unroll inspect` on runs that the real trainer trained: its line of JSON, its tables and its refusals.
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { saveVariant } from '../../src/engine/runs/variants'
import { readClamp, readSilence, readZero } from '../../src/cli/surgery-options'
import { csvOf } from '../worker/trained-run'
import { openTerminal, type Ended } from './terminal'

const trainerPath = resolve(import.meta.dirname, '../../out/main/trainer.js')
const words = ['a', 'great', 'film']

interface Layer {
  readonly cell: string
  readonly hidden: number[][]
  readonly cellState?: number[][]
  readonly gates: Record<string, number[][]>
  readonly gradientNorms: number[]
}

interface Line {
  readonly tokens: string[]
  readonly layers: Layer[]
  readonly prediction: { readonly probability: number }
  readonly gradientNorms: number[]
}

/** A terminal with a trained classifier of these recurrent layers. */
async function trained(layers: readonly object[]) {
  const terminal = openTerminal({ trainerPath })
  terminal.write('data.csv', csvOf(60))
  terminal.write('experiment.json', {
    task: 'classification',
    data: { path: 'data.csv' },
    text: { vocabularySize: 40, sequenceLength: 8 },
    model: {
      layers: [
        { type: 'Embedding', units: 4 },
        ...layers,
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    },
    training: { epochs: 1, batchSize: 16 },
  })
  const ended = await terminal.run(['train', 'experiment.json', '--json'])
  const id = String(ended.json().at(-1)?.id)
  const inspect = (...args: string[]): Promise<Ended> =>
    terminal.run(['inspect', id, '--text', words.join(' '), ...args])
  const inspected = async (...args: string[]): Promise<Line> => {
    const { json, code, stderr } = await inspect(...args, '--json')
    expect(code, stderr).toBe(0)
    expect(json()).toHaveLength(1)
    return json()[0] as unknown as Line // as docs/command-line.md describes it
  }
  return { ...terminal, id, inspect, inspected }
}

const reads = { returnSequences: true } as const

describe('inspect', () => {
  it('prints one line of JSON with every state, gate and norm by token', async () => {
    const { inspected } = await trained([
      { type: 'SimpleRNN', units: 2, ...reads },
      { type: 'LSTM', units: 3, ...reads },
      { type: 'Bidirectional', layer: { type: 'GRU', units: 2 } },
    ])
    const line = await inspected('--answer', 'positive')
    expect(line).toMatchObject({
      ...{ type: 'inspection', snapshot: 'kept', tokens: words, targetTokens: null, cut: 0 },
      layers: [
        { name: 'simple_rnn', cell: 'simpleRnn', direction: null, axis: 'source', units: 2 },
        { name: 'lstm', cell: 'lstm', units: 3 },
        { name: 'bidirectional', cell: 'gru', direction: 'forward', units: 2 },
        { name: 'bidirectional', cell: 'gru', direction: 'backward', units: 2 },
      ],
      prediction: { kind: 'class', text: words.join(' ') },
      gradient: { output: 0, of: '"positive"' },
    })
    for (const { hidden, gates, gradientNorms } of line.layers) {
      for (const rows of [hidden, ...Object.values(gates)]) {
        expect(rows.map((row) => row.length)).toEqual(words.map(() => hidden[0].length))
      }
      expect(gradientNorms).toHaveLength(words.length)
    }
    const [simple, lstm, , backward] = line.layers
    expect(Object.keys(simple.gates)).toEqual(['candidate'])
    expect(Object.keys(lstm.gates)).toEqual(['input', 'forget', 'candidate', 'output'])
    expect(Object.keys(backward.gates)).toEqual(['update', 'reset', 'candidate'])
    expect(lstm.cellState).toHaveLength(words.length)
    expect(simple).not.toHaveProperty('cellState')
    expect(line.gradientNorms).toEqual(backward.gradientNorms)
    expect(line).toMatchObject({ agreement: { compared: 2 } })
  })

  it('clamps, silences and applies a kept variant, alone or with more', async () => {
    const { inspected, inspect, home, id } = await trained([{ type: 'LSTM', units: 3 }])
    const own = await inspected()
    const forgetful = await inspected('--clamp', 'lstm.forget=0')
    expect(forgetful.layers[0].gates['forget'].flat().every((value) => value === 0)).toBe(true)
    expect(forgetful).toMatchObject({ agreement: null })
    const silenced = await inspected('--zero', 'lstm.1', '--zero', 'lstm.2', '--silence', '0')
    expect(silenced.layers[0].hidden.map(([, ...rest]) => rest.map(Math.abs))).toEqual(
      words.map(() => [0, 0]),
    )
    expect(silenced.prediction.probability).not.toBe(own.prediction.probability)
    const surgery = [readClamp('lstm.forget=0'), readZero('lstm.1')]
    await saveVariant(join(home, 'runs', id), { name: 'Forgetful', surgery })
    const variant = await inspected('--variant', 'Forgetful')
    expect(variant.layers).toEqual(
      (await inspected('--clamp', 'lstm.forget=0', '--zero', 'lstm.1')).layers,
    )
    const unknown = await inspect('--variant', 'Other')
    expect(unknown).toMatchObject({ code: 1, stdout: '' })
    expect(unknown.stderr).toContain('no variant "Other"; it has "Forgetful"')
  })

  it('prints tables, the answer and how far the loss reaches for people', async () => {
    const { inspect } = await trained([{ type: 'GRU', units: 3 }])
    const { stdout, code } = await inspect('--answer', 'negative')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^gru: GRU, 3 units\nToken +Strongest units +update +reset +candidate +Gradient\n/,
    )
    for (const word of words) expect(stdout).toMatch(new RegExp(`^${word} .*[+-]\\d`, 'm'))
    expect(stdout).toMatch(/^(positive|negative)\t0\.\d{3}\ta great film/m)
    expect(stdout).toContain('Gradients are of the loss of "negative", 0.')
    expect(stdout).toContain('gru: the loss reaches back ')
    expect(stdout).toMatch(/differ by at most \d\.\de-\d+\.\n$/)
  })

  it('says what is wrong with the text, an answer, an operation or a snapshot', async () => {
    const { inspect, run, id } = await trained([{ type: 'GRU', units: 3 }])
    const cases: readonly (readonly [string[], number, string])[] = [
      [['--answer', 'fine'], 1, '"fine" is no class of this run; it has "negative", "positive".'],
      [['--clamp', 'gru.forget=1'], 1, 'it has "update", "reset", "candidate"'],
      [['--snapshot', '7'], 1, 'no snapshot of epoch 7'],
      [['--clamp', 'gru=1'], 2, 'Write it as LAYER.GATE=VALUE'],
      [['--clamp', 'gru.update=7'], 2, 'value'],
      [['--zero', 'gru'], 2, 'Write it as LAYER.UNIT'],
      [['--silence', 'film'], 2, 'the place of a token'],
    ]
    for (const [args, code, sentence] of cases) {
      const ended = await inspect(...args, '--json')
      expect(ended).toMatchObject({ code, stdout: '' })
      expect(ended.stderr).toContain(sentence)
    }
    expect(await run(['inspect', id])).toMatchObject({ code: 2 })
  })
})

describe('operations on the command line', () => {
  it('name a layer, its direction where it has two, and what of it', () => {
    expect(readClamp('bidirectional_1.backward.update=-0.5')).toEqual({
      ...{ type: 'clamp-gate', layer: 'bidirectional_1', direction: 'backward' },
      ...{ gate: 'update', units: null, value: -0.5 },
    })
    expect(readZero('lstm.forward.12')).toEqual({
      ...{ type: 'scale-unit', layer: 'lstm', direction: 'forward', unit: 12, factor: 0 },
    })
    expect(readSilence('2')).toEqual({ type: 'silence-token', token: 2 })
  })
})
