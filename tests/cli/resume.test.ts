// `unroll train --resume RUN`: what goes on, what cannot and what arguments exclude each other.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeLock } from '../../src/engine/runs/run-lock'
import { openTerminal, type Terminal } from './terminal'

/** A terminal with one run, which has trained two epochs. */
async function trained(): Promise<Terminal & { readonly id: string }> {
  const terminal = openTerminal()
  const ended = await terminal.run(['train', 'experiment.json', '--json'])
  return { ...terminal, id: String(ended.json().at(-1)?.id) }
}

describe('a run that goes on', () => {
  it('tells programs where, and then what train tells', async () => {
    const { run, id, home } = await trained()
    const args = ['train', '--resume', id, '--set', 'training.epochs=3', '--json']
    const { code, json } = await run(args)
    expect(code).toBe(0)
    expect(json().map((line) => line.type)).toEqual([
      ...['resumed', 'data', 'summary', 'epoch', 'kept', 'done'],
    ])
    expect(json()[0]).toEqual({
      type: 'resumed',
      run: join(home, 'runs', id),
      id,
      plannedEpochs: 3,
      step: 6,
      epoch: 3,
      stepInEpoch: 0,
      stepsPerEpoch: 3,
    })
    expect(json()[1]).toMatchObject({ rows: 10, baselines: [{ name: 'majority' }] })
    expect(json()[3]).toMatchObject({ epoch: 3 })
    expect(json().at(-1)).toMatchObject({ id, state: 'done', epochs: 3, kept: { epoch: 3 } })
    expect((await run(['runs', '--json'])).json()).toMatchObject([{ id, epochs: 3, resumed: 1 }])
  })

  it('tells people the same, also when it is named by its folder', async () => {
    const { run, id } = await trained()
    const folder = join('home', 'runs', id)
    const { stdout } = await run(['train', '--resume', folder, '--set', 'training.epochs=3'])
    expect(stdout).toMatch(/^Going on at the end of epoch 2\.\n/)
    expect(stdout).toContain('10 rows (8 to train on, 2 to validate on)')
    expect(stdout).toContain('Epoch 3 of 3  loss 0.500')
    expect(stdout).toContain('Kept the model of epoch 3, the best by validation accuracy: 0.730\n')
    expect(stdout).toMatch(/Majority class +0\.500 +0\.690/)
  })

  it('takes a lower learning rate and clipping, which are of its experiment from then on', async () => {
    const { run, id, home } = await trained()
    const set = [
      'training.epochs=3',
      'training.optimizer.learningRate=0.0001',
      'training.clipNorm=1',
    ]
    expect((await run(['train', '--resume', id, '--set', ...set])).code).toBe(0)
    const experiment = readFileSync(join(home, 'runs', id, 'experiment.json'), 'utf8')
    expect(JSON.parse(experiment).training).toMatchObject({
      epochs: 3,
      optimizer: { learningRate: 0.0001 },
      clipNorm: 1,
    })
    expect(readFileSync(join(home, 'runs', id, 'log.jsonl'), 'utf8')).toContain(
      'Resumed at the end of epoch 2 with training.epochs 3, training.optimizer.learningRate 0.0001, training.clipNorm 1.',
    )
  })

  it('takes no setting that is wrong', async () => {
    const { run, id } = await trained()
    const ended = await run(['train', '--resume', id, '--set', 'training.epochs=0'])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(/training\.epochs: got 0; must be at least 1/)
  })
})

describe('a run that cannot go on', () => {
  it('is finished', async () => {
    const { run, id } = await trained()
    expect(await run(['train', '--resume', id, '--json'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr:
        '"Small" has already trained 2 epochs. To go on, ask for more than 2.\nFor example: --set training.epochs=3\n',
    })
  })

  it('has no checkpoint', async () => {
    const { run, id, home } = await trained()
    rmSync(join(home, 'runs', id, 'checkpoints.json'))
    const ended = await run(['train', '--resume', id])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toBe(
      '"Small" has no checkpoint to go on from. Train it again from the start.\n',
    )
  })

  it('trains elsewhere', async () => {
    const { run, id, home } = await trained()
    await writeLock(join(home, 'runs', id))
    const ended = await run(['train', '--resume', id, '--set', 'training.epochs=3'])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/^"Small" is training now, here or in another process\./)
  })

  it('is not there', async () => {
    const { run } = openTerminal()
    const ended = await run(['train', '--resume', 'gone'])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/^There is no run "gone"/)
  })
})

it.each([
  [
    ['experiment.json', '--resume', 'x'],
    /^FILE and --resume exclude each other: .*experiment\.json/,
  ],
  [['--resume', 'x', '--data', 'data.csv'], /^--data cannot be given with --resume/],
  [['--resume', 'x', '--out', 'o'], /^--out cannot be given with --resume/],
  [
    ['--resume', 'x', '--set', 'training.batchSize=2'],
    /^training\.batchSize: a run that goes on takes only training\.epochs, /,
  ],
  [
    ['--resume', 'x', '--set', 'training.epochs'],
    /^--set training\.epochs: write it as path=value/,
  ],
  [[], /^Missing required argument 'file'/],
])('train %j has wrong arguments', async (args, sentence) => {
  const { run } = openTerminal()
  const ended = await run(['train', ...args])
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(sentence)
})
