// `unroll sweep FILE`: what is trained, told and ranked, and what becomes of the others when one fails.
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RunRecord } from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'
import { findUntrained } from '../../src/cli/commands/sweep'
import { followSweep } from '../../src/cli/follow-sweep'
import { Output } from '../../src/cli/output'
import { readSweepInput } from '../../src/cli/sweep-input'
import { rank, type SweepPrinter, type SweptRun } from '../../src/cli/sweep-printer'
import { Grants } from '../../src/engine/grants'
import { createLab } from '../../src/engine/lab'
import { unwrap } from '../engine/sample'
import { fixtureTrainer, openTerminal, smallExperiment, type Terminal } from './terminal'

const grid = { 'layers.1.type': ['LSTM', 'GRU'] }

function openSweep(sweep: object = {}): Terminal {
  const terminal = openTerminal()
  terminal.write('sweep.json', { name: 'Cells', experiment: smallExperiment, grid, ...sweep })
  return terminal
}

describe('a sweep', () => {
  it('trains every run and tells programs', async () => {
    const { run, home } = openSweep({ seeds: [1, 2] })
    const { code, json } = await run(['sweep', 'sweep.json', '--json'])
    expect(code).toBe(0)
    const lines = json()
    const ofOne = ['run-started', 'epoch', 'kept', 'epoch', 'kept', 'done']
    expect(lines.map((line) => line.type)).toEqual([
      ...['sweep', ...ofOne, ...ofOne, ...ofOne, ...ofOne, 'sweep-done'],
    ])
    const [sweep] = lines
    const settings = { 'model.layers.1.type': 'LSTM', 'training.seed': 1 }
    expect(sweep).toMatchObject({
      name: 'Cells',
      runs: 4,
      plan: [{ number: 1, settings }, {}, {}, {}],
    })
    expect(lines[1]).toMatchObject({ name: 'Cells, LSTM, seed 1', number: 1, settings })
    expect(lines[2]).toMatchObject({ name: 'Cells, LSTM, seed 1', epoch: 1, valAccuracy: 0.71 })
    expect(lines[6]).toMatchObject({ name: 'Cells, LSTM, seed 1', state: 'done', best: 0.72 })
    expect(lines.at(-1)).toMatchObject({
      group: sweep.group,
      runs: [{ state: 'done', settings, metric: 'valAccuracy', best: 0.72 }, {}, {}, {}],
    })
    const listed = (await run(['runs', '--group', String(sweep.group), '--json'])).json()
    expect(listed.map((line) => line.name)).toEqual([
      ...['Cells, GRU, seed 2', 'Cells, GRU, seed 1', 'Cells, LSTM, seed 2', 'Cells, LSTM, seed 1'],
    ])
    expect(listed.map((line) => line.folder)).toContain(lines[6].run)
    expect(readdirSync(join(home, 'runs'))).toHaveLength(4)
  })

  it('tells people the runs first and the best at the end', async () => {
    const { run } = openSweep()
    const { stdout, code } = await run(['sweep', 'sweep.json'])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^Run +layers\.1\.type\n.*\n +1 +LSTM\n +2 +GRU\n\n1 of 2 {2}Cells, LSTM: done,/,
    )
    expect(stdout).toMatch(
      /\n\nBest validation accuracy +Run +layers\.1\.type +State +Id\n.*\n +0\.720 +1 +LSTM +done +\d{8}-.*\n.*GRU/,
    )
  })

  it('trains nothing in a dry run', async () => {
    const { run, home } = openSweep()
    const table = await run(['sweep', 'sweep.json', '--dry-run'])
    expect(table.stdout).toMatch(/^Run +layers\.1\.type\n.*\n +1 +LSTM\n +2 +GRU\n$/)
    const { json } = await run(['sweep', 'sweep.json', '--dry-run', '--json'])
    expect(json()).toMatchObject([{ type: 'sweep', group: null, runs: 2 }])
    expect(() => readdirSync(join(home, 'runs'))).toThrow('ENOENT')
  })

  it('takes --set, --data, --out and --from', async () => {
    const { run, folder, write } = openSweep({ experiment: 'inner/one.json' })
    mkdirSync(join(folder, 'inner'))
    write('inner/one.json', { ...smallExperiment, data: { path: 'nowhere.csv' } })
    const args = [
      '--set',
      'training.epochs=1',
      '--data',
      'data.csv',
      '--out',
      'mine',
      '--from',
      '2',
    ]
    const { code, json } = await run(['sweep', 'sweep.json', ...args, '--json'])
    expect(code).toBe(0)
    expect(json().filter((line) => line.type === 'epoch')).toHaveLength(1)
    expect(json().at(-1)).toMatchObject({ runs: [{ number: 2, name: 'Cells, GRU' }] })
    expect(readdirSync(join(folder, 'mine'))).toHaveLength(1)
    expect((await run(['sweep', 'sweep.json', '--from', '3', '--data', 'data.csv'])).stderr).toBe(
      '--from 3: the sweep has only 2 runs.\n',
    )
  })

  it('trains the others when one fails', async () => {
    const { run } = openSweep({ grid: { 'training.epochs': [1, 2] }, name: 'unusable' })
    const ended = await run(['sweep', 'sweep.json', '--json'])
    expect(ended.code).toBe(1)
    expect(ended.json().at(-1)).toMatchObject({
      type: 'sweep-done',
      runs: [{ state: 'failed' }, { state: 'failed' }],
    })
    const told = await run(['sweep', 'sweep.json'])
    expect(told.stderr.match(/Nothing to learn here\./g)).toHaveLength(2)
  })

  it.each<[string, object | string, string[], RegExp]>([
    ['no file', '', ['gone.json'], /^gone\.json: there is no such file\. Name a sweep file\.\n$/],
    ['a folder', '', ['.'], /^\. is a folder/],
    ['an experiment', smallExperiment, [], /^sweep\.json is an experiment file, not a sweep file/],
    ['no JSON', '{', [], /^sweep\.json is not JSON/],
    [
      'a typo',
      { experiment: smallExperiment, gird: {} },
      [],
      /gird: unknown key\. Did you mean "grid"/,
    ],
    ['nothing to change', { experiment: smallExperiment }, [], /nothing is changed/],
    [
      'no such experiment',
      { experiment: 'x.json', grid },
      [],
      /^x\.json: there is no such file, and/,
    ],
    [
      'a mistake in the experiment',
      { experiment: { ...smallExperiment, task: 'x' }, grid },
      [],
      /^sweep\.json: experiment: task: /,
    ],
    [
      'a combination that does not fit',
      { experiment: smallExperiment, grid: { 'layers.1.units': [4, 0] } },
      [],
      /layers\.1\.units/,
    ],
    [
      'data that are gone',
      { experiment: { ...smallExperiment, data: { path: 'gone.csv' } }, grid },
      [],
      /^Run 1 of 2: .*gone\.csv is not there/,
    ],
  ])('is refused before anything trains: %s', async (_what, content, args, sentence) => {
    const { run, write, home } = openTerminal()
    write('sweep.json', content)
    const ended = await run(['sweep', ...(args.length > 0 ? args : ['sweep.json']), '--json'])
    expect(ended.stdout).toBe('')
    expect(ended.stderr).toMatch(sentence)
    expect(ended.code).toBe(ended.stderr.includes('gone.csv') ? 1 : 2)
    expect(() => readdirSync(join(home, 'runs'))).toThrow('ENOENT')
  })

  it('is told apart from an experiment', async () => {
    const { run } = openSweep({ format: 'unroll-sweep/1' })
    expect(await run(['train', 'sweep.json'])).toMatchObject({
      code: 2,
      stderr: 'sweep.json is a sweep file. Train it with unroll sweep sweep.json.\n',
    })
  })

  it('takes a preset, and data files of its own from its folder', async () => {
    const { folder, write } = openTerminal()
    mkdirSync(join(folder, 'inner'))
    const paths = ['a.csv', join(folder, 'b.csv')]
    write('inner/sweep.json', { experiment: 'imdb-lstm', grid: { 'data.path': paths } })
    const read = unwrap(await readSweepInput({ file: 'inner/sweep.json', set: [], folder }))
    expect(read.runs.map(({ experiment }) => experiment.data.path)).toEqual([
      join(folder, 'inner', 'a.csv'),
      join(folder, 'b.csv'),
    ])
  })
})

describe('following a sweep', () => {
  it('goes on with the next when the data of one are gone by its turn', async () => {
    const { folder, home, write } = openTerminal()
    write('other.csv', 'text,label\na,b\n')
    const paths = ['data.csv', 'other.csv', 'data.csv']
    const plan = paths.map((path, index) => ({
      experiment: {
        ...smallExperiment,
        data: { path: join(folder, path) },
      } as unknown as Experiment, // checked by the lab
      settings: { 'data.path': path },
      number: index + 1,
    }))
    const trainer = { trainerPath: fixtureTrainer, samplePath: '', version: '0.0.0' }
    const lab = createLab({ ...trainer, home, grants: new Grants({ everything: true }) })
    const printer: SweepPrinter = {
      begin: () => undefined,
      started: () => rmSync(join(folder, 'other.csv'), { force: true }),
      take: () => undefined,
      ended: () => undefined,
      finish: () => undefined,
    }
    const output = new Output(new PassThrough(), new PassThrough())
    const outcome = unwrap(await followSweep(lab, output, { name: 'Three', runs: plan }, printer))
    await lab.close()
    expect(outcome).toMatchObject({ isInterrupted: false, notice: null })
    expect(outcome.runs).toMatchObject([
      { number: 1, state: 'done', record: { settings: { 'data.path': 'data.csv' } } },
      { number: 2, state: 'failed', record: null, settings: { 'data.path': 'other.csv' } },
      { number: 3, state: 'done', record: { settings: { 'data.path': 'data.csv' } } },
    ])
  })
})

it('starts nothing after Ctrl-C, and says how to train all', async () => {
  const { run, home } = openSweep()
  const press = (name: string | symbol) => {
    if (name === 'SIGINT') queueMicrotask(() => process.emit('SIGINT'))
  }
  process.on('newListener', press)
  onTestFinished(() => void process.off('newListener', press))
  const { code, json, stderr } = await run(['sweep', 'sweep.json', '--json'])
  expect(code).toBe(130)
  expect(json().map((line) => line.type)).toEqual(['sweep', 'sweep-done'])
  expect(json()[1]).toMatchObject({ runs: [{ state: 'not-trained' }, { state: 'not-trained' }] })
  expect(stderr).toMatch(
    /The last 2 runs were not trained\. .*: unroll sweep sweep\.json --from 1\n$/,
  )
  expect(() => readdirSync(join(home, 'runs'))).toThrow('ENOENT')
})

it.each<[string, RunRecord['state'], Partial<RunRecord>, number[]]>([
  ['done', 'done', { position: null }, [2]],
  ['failed', 'failed', { position: null }, [2]],
  ['stopped with a checkpoint', 'stopped', { position: {} as RunRecord['position'] }, [2]], // only whether there is one counts
  ['stopped without one', 'stopped', { position: null }, [1, 2]],
])('what is left to train after a run that is %s', (_what, state, record, left) => {
  const run = { number: 1, state, record } as unknown as SweptRun // what is left depends on these alone
  const waiting = { number: 2 } as unknown as SweptRun // likewise
  expect(findUntrained([run], [waiting]).map(({ number }) => number)).toEqual(left)
})

describe('ranking', () => {
  const swept = (number: number, record: Partial<RunRecord> | null) =>
    ({ number, record }) as unknown as SweptRun // the rank depends on these alone
  const kept = (metric: 'valLoss' | 'valAccuracy', value: number) => ({
    kept: { epoch: 1, step: 1, metric, value },
    bestValAccuracy: metric === 'valAccuracy' ? value : 1 - value,
  })
  const numbersOf = (runs: readonly SweptRun[]) => rank(runs).map(({ run }) => run.number)

  it.each<[string, (Partial<RunRecord> | null)[], number[]]>([
    ['accuracies', [kept('valAccuracy', 0.5), kept('valAccuracy', 0.9)], [2, 1]],
    ['losses', [kept('valLoss', 0.5), kept('valLoss', 0.9)], [1, 2]],
    ['of both kinds', [kept('valLoss', 0.5), kept('valAccuracy', 0.9)], [2, 1]],
    [
      'with none',
      [null, { kept: null, bestValAccuracy: null }, kept('valAccuracy', 0.1)],
      [3, 1, 2],
    ],
  ])('%s', (_what, records, order) => {
    expect(numbersOf(records.map((record, index) => swept(index + 1, record)))).toEqual(order)
  })
})
