// `unroll race`: what it lets race, what it prints meanwhile and in the end, and how it ends.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interruptAtOnce } from './interrupt'
import { openTerminal, smallExperiment } from './terminal'

describe('race', () => {
  it('prints a table after each epoch and what it showed in the end', async () => {
    const { run, home } = openTerminal()
    const { code, stdout, stderr } = await run(['race', 'experiment.json'])
    expect(code).toBe(0)
    expect(stdout).toContain('3 variants, 3 steps an epoch, 2 epochs, seed 7, on ')
    expect(stdout.match(/^Epoch \d of 2 .*Horizon +ms a step$/gm)).toHaveLength(2)
    expect(stdout).toMatch(/^SimpleRNN +0\.500 +0\.750 +0\.600 +0\.700 +2 +2\.0$/m)
    expect(stdout).toMatch(/^GRU .* over 2 +2\.0$/m)
    expect(stdout).toMatch(/^Variant +Parameters +Best +Horizon +ms a step +Time$/m)
    expect(stdout).toContain(
      'The loss reaches back, in steps: GRU over 2, LSTM over 2, SimpleRNN 2.\n',
    )
    expect(stdout).toContain('A step takes SimpleRNN 2.0 ms, GRU 2.0 ms, LSTM 2.0 ms.\n')
    const [file] = readdirSync(join(home, 'races'))
    expect(stderr).toBe(`The race is kept in ${join(home, 'races', file)}.\n`)
  })

  it('prints a line for each event, and the whole race last', async () => {
    const { run } = openTerminal()
    const args = ['--cells', 'lstm,GRU', '--set', 'training.epochs=1', '--json']
    const ended = await run(['race', 'experiment.json', ...args])
    const lines = ended.json()
    expect(lines.map(({ type }) => type)).toEqual([
      ...['race-started', 'race-points', 'race-epoch', 'done'],
    ])
    expect(lines[0]).toMatchObject({
      plannedEpochs: 1,
      variants: [{ name: 'LSTM' }, { name: 'GRU' }],
    })
    expect(lines[3]).toMatchObject({
      race: {
        state: 'done',
        points: [{ step: 3 }],
        variants: [
          { experiment: { model: { layers: [{}, { type: 'LSTM', units: 2 }, {}] } } },
          { experiment: { model: { layers: [{}, { type: 'GRU', units: 2 }, {}] } } },
        ],
      },
    })
  })

  it.each([
    [
      ['--variant', 'wide:model.layers.1.units=5'],
      { LSTM: { type: 'LSTM', units: 2 }, wide: { type: 'LSTM', units: 5 } },
    ],
    [
      [
        ...['--variant', 'big GRU:cell=GRU,model.layers.1.units=5,model.layers.1.dropout=0.1'],
        ...['--cells', 'SimpleRNN'],
      ],
      {
        SimpleRNN: { type: 'SimpleRNN', units: 2 },
        'big GRU': { type: 'GRU', units: 5, dropout: 0.1 },
      },
    ],
  ])('takes %j', async (args, layers) => {
    const { run } = openTerminal()
    const [started] = (await run(['race', 'experiment.json', ...args, '--json'])).json()
    const wanted = Object.entries(layers).map(([name, layer]) => ({
      name,
      experiment: { model: { layers: [{}, layer, {}] } },
    }))
    expect(started).toMatchObject({ variants: wanted })
  })

  it.each([
    [['--cells', 'LSTM,Elman'], '--cells LSTM,Elman: write some of SimpleRNN, LSTM, GRU'],
    [['--cells', 'LSTM'], 'A race is of 2 to 4 variants; --cells and --variant name 1.'],
    [['--variant', 'wide'], '--variant wide: write it as name:path=value'],
    [['--variant', 'a:cell=Elman'], 'The variant "a": cell=Elman names no cell.'],
    [['--variant', 'a:model.layers.1.units=0'], 'The variant "a": model.layers.1.units: '],
    [['--variant', 'a:training.seed=8'], 'have another training.seed: variants of a race'],
  ])('%j is wrong input', async (args, message) => {
    const { run } = openTerminal()
    const ended = await run(['race', 'experiment.json', ...args])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(message)
  })

  it('says that an experiment without a recurrent layer has no cells to race', async () => {
    const { run, write } = openTerminal()
    const [embedding, , dense] = smallExperiment.model.layers
    const layers = [embedding, { type: 'GlobalMaxPooling1D' }, dense]
    write('flat.json', { ...smallExperiment, model: { layers } })
    const ended = await run(['race', 'flat.json'])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain('"Small" has no recurrent layer whose cell could be exchanged.')
  })

  it('keeps what there is at Ctrl-C, and ends with 130', async () => {
    const { run, write } = openTerminal()
    write('endless.json', { ...smallExperiment, name: 'endless' })
    interruptAtOnce()
    const ended = await run(['race', 'endless.json'])
    expect(ended.code).toBe(130)
    expect(ended.stderr).toMatch(/Stopping\. Ctrl-C again ends at once\./)
  })
})
