// `unroll runs` and what it does with single runs, on real run folders.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { change, writeRun } from '../engine/runs/sample-run'
import { openTerminal, type Terminal } from './terminal'

// The trash of the test's own; the library reads this when it is loaded, which is at the first deletion.
const dataHome = mkdtempSync(join(tmpdir(), 'unroll-trash-'))
process.env.XDG_DATA_HOME = dataHome
const isTrashOurs =
  process.platform === 'linux' && statSync(tmpdir()).dev === statSync(homedir()).dev

beforeEach(() => mkdirSync(join(dataHome, 'Trash', 'files'), { recursive: true }))
afterAll(() => rmSync(dataHome, { recursive: true, force: true }))

/** Three runs: "cells" of a sweep, "bad" that failed and was never named, and "small", which is stopped. */
async function openStore(): Promise<Terminal & { readonly store: string }> {
  const terminal = openTerminal()
  const store = join(terminal.home, 'runs')
  const group = { id: '20261121-cells-ab12', name: 'Cells' }
  await writeRun(store, 'cells', {
    createdAt: '2026-11-21T10:00:00Z',
    group,
    settings: { 'model.layers.1.type': 'GRU' },
    bestValAccuracy: 0.9,
  })
  await writeRun(store, 'bad', {
    name: 'Bad',
    createdAt: '2026-11-21T11:00:00Z',
    state: 'failed',
    message: 'It broke.',
    bestValAccuracy: null,
  })
  rmSync(join(store, 'bad', 'notes.json'))
  await writeRun(store, 'small', {
    createdAt: '2026-11-21T12:00:00Z',
    state: 'stopped',
    plannedEpochs: 5,
    bestValAccuracy: 0.5,
  })
  return { ...terminal, store }
}

const idsOf = (lines: readonly Record<string, unknown>[]) => lines.map((line) => line.id)

describe('runs', () => {
  it.each<[string[], string[]]>([
    [[], ['small', 'bad', 'cells']],
    [
      ['--sort', 'best'],
      ['cells', 'small', 'bad'],
    ],
    [
      ['--sort', 'name', '--limit', '2'],
      ['cells', 'small'],
    ],
    [
      ['--search', 'better', '--tag', 'small'],
      ['small', 'cells'],
    ],
    [['--state', 'failed'], ['bad']],
    [['--starred', '--group', 'cells'], ['cells']],
    [['--search', 'nothing'], []],
  ])('%j', async (args, ids) => {
    const { run } = await openStore()
    const { code, json } = await run(['runs', ...args, '--json'])
    expect(code).toBe(0)
    // Names are the same for two of them.
    expect(args.includes('name') ? idsOf(json()).length : idsOf(json())).toEqual(
      args.includes('name') ? ids.length : ids,
    )
  })

  it('shows stars and tags where there are any, and losses where they sort', async () => {
    const { run } = await openStore()
    const all = (await run(['runs'])).stdout.split('\n')
    expect(all[0]).toMatch(/^Run +Name +State +Best accuracy +Epochs +When +Star +Tags$/)
    expect(all[2]).toMatch(/^small +A name of its own +stopped +0\.500 +2 of 5 +.* ★ +small$/)
    expect((await run(['runs', '--state', 'failed'])).stdout).not.toMatch(/Star|Tags/)
    const sorted = await run(['runs', '--sort', 'loss'])
    expect(sorted.stdout).toMatch(/Best loss +Star/)
    const none = await run(['runs', '--search', 'nothing'])
    expect(none.stdout).toMatch(/^None of the 3 runs in .* fits\.\n$/)
  })

  it('says of an imported model that it was imported, and not that it trained', async () => {
    const { run, store } = await openStore()
    await writeRun(store, 'taken', {
      ...{ state: 'done', epochs: 0, plannedEpochs: 0, bestValAccuracy: null },
      createdAt: '2026-11-21T13:00:00Z',
    })
    change(join(store, 'taken'), 'experiment.json', { data: { path: 'imported' } })
    const listed = (await run(['runs'])).stdout.split('\n')
    expect(listed[2]).toMatch(/^taken +A name of its own +done +not measured +imported +2026/)
    const shown = (await run(['runs', 'show', 'taken'])).stdout
    expect(shown).toContain('\nTrained   elsewhere, imported\n')
    expect(shown).toContain('\nData      none, imported\n')
    expect((await run(['runs', 'show', 'small'])).stdout).toContain('\nTrained   2 of 5 epochs')
  })

  it.each([
    [['runs', '--state', 'done?'], /Allowed choices are running, paused, done/],
    [['runs', '--limit', '0'], /must be a whole number from 1\./],
    [['runs', 'note', 'small'], /^Nothing to note: give --name/],
    [['runs', 'delete', 'small', 'bad'], /^Nobody can be asked here whether to delete 2 runs/],
    [['runs', 'show'], /^Missing required argument 'run'/],
  ])('%j is wrong', async (args, sentence) => {
    const { run, store } = await openStore()
    const ended = await run(args)
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(sentence)
    expect(readdirSync(store).sort()).toEqual(['bad', 'cells', 'small'])
  })
})

describe('runs show', () => {
  it('tells everything, and how to go on', async () => {
    const { run } = await openStore()
    const { stdout } = await run(['runs', 'show', 'small'])
    expect(stdout).toMatch(/^Run small: A name of its own ★\n\nState +stopped\n/)
    expect(stdout).toContain('Kept the model of epoch 1, the best by validation accuracy: 0.400')
    expect(stdout).toMatch(/\n +1 .* kept\n +2 /)
    expect(stdout).toMatch(/Checkpoint +Step +Size +Saved/)
    expect(stdout).toContain('Training started.')
    expect(stdout).toContain('Tags      small\nNotes     Better than the last.')
    expect(stdout).toMatch(/\nTo go on: unroll train --resume small\n$/)
    const swept = await run(['runs', 'show', 'cells'])
    expect(swept.stdout).toContain('Cells (20261121-cells-ab12)')
    expect(swept.stdout).toContain('model.layers.1.type GRU')
  })

  it('tells programs the same', async () => {
    const { run } = await openStore()
    const [line] = (await run(['runs', 'show', 'small', '--json'])).json()
    expect(line).toMatchObject({
      type: 'run',
      id: 'small',
      name: 'A name of its own',
      state: 'stopped',
      kept: { epoch: 1 },
      epochs: 2,
      epochMetrics: [{ epoch: 1 }, { epoch: 2 }],
      steps: 6,
      checkpoints: [{ step: 3 }, { step: 6 }],
      log: [{ message: 'Training started.' }],
      tags: ['small'],
      canResume: true,
      evaluation: expect.any(Object),
      baselines: expect.any(Array),
    })
  })

  it('says that there is no such run', async () => {
    const { run } = await openStore()
    const ended = await run(['runs', 'show', 'gone', '--json'])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/^There is no run "gone"/)
  })
})

describe('runs note', () => {
  it('changes what is given and leaves the rest', async () => {
    const { run } = await openStore()
    const args = ['runs', 'note', 'bad', '--tag', 'a', '--tag', 'b', '--star', '--json']
    expect((await run(args)).json()).toEqual([
      { type: 'notes', run: 'bad', name: null, notes: '', tags: ['a', 'b'], starred: true },
    ])
    const second = await run([
      'runs',
      'note',
      'bad',
      '--name',
      'Mine',
      '--notes',
      'hm',
      '--tag',
      '',
    ])
    expect(second.stdout).toBe('Name   Mine\nStar   yes\nTags   none\nNotes  hm\n')
    await run(['runs', 'note', 'bad', '--no-star', '--name', ''])
    const [listed] = (await run(['runs', '--state', 'failed', '--json'])).json()
    expect(listed).toMatchObject({ name: 'Bad', starred: false, notes: 'hm' })
  })
})

describe('runs import', () => {
  it('copies a run folder into the store', async () => {
    const { run, store, folder } = await openStore()
    cpSync(join(store, 'small'), join(folder, 'elsewhere'), { recursive: true })
    rmSync(join(store, 'small'), { recursive: true })
    const [imported] = (await run(['runs', 'import', 'elsewhere', '--json'])).json()
    expect(imported).toEqual({
      ...{ type: 'imported', run: join(store, 'small'), id: 'small', kind: 'run', notes: [] },
    })
    const again = await run(['runs', 'import', './elsewhere'])
    expect(again.stdout).toMatch(/^Imported as \d{8}-.*\n.*\n$/)
    expect(readdirSync(store)).toHaveLength(4)
    const wrong = await run(['runs', 'import', 'nowhere'])
    expect(wrong).toMatchObject({ code: 1, stderr: `${join(folder, 'nowhere')} is not there.\n` })
  })
})

describe.runIf(isTrashOurs)('runs delete', () => {
  it('moves runs to the trash', async () => {
    const { run, store } = await openStore()
    const args = ['runs', 'delete', 'small', 'bad', '--yes', '--json']
    expect((await run(args)).json()).toEqual([{ type: 'deleted', runs: ['small', 'bad'] }])
    expect(readdirSync(store)).toEqual(['cells'])
    expect(existsSync(join(dataHome, 'Trash', 'files'))).toBe(true)
    expect(readdirSync(join(dataHome, 'Trash', 'files'))).toHaveLength(2)
  })

  it('deletes none when one of them is not there', async () => {
    const { run, store } = await openStore()
    const ended = await run(['runs', 'delete', 'small', 'gone', '--yes'])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(readdirSync(store)).toHaveLength(3)
  })

  it.each([
    ['y\n', 2, 'Moved 1 run (small) to the trash.\n'],
    ['n\n', 3, ''],
    ['', 3, ''],
  ])('asks on a terminal, and is answered %j', async (answer, left, said) => {
    const { run, store } = await openStore()
    const ended = await run(['runs', 'delete', 'small'], answer, { isTTY: true })
    expect(ended).toMatchObject({ code: 0, stdout: said })
    expect(ended.stderr).toMatch(/^Move 1 run \(small\) to the trash\? Type y for yes:/)
    expect(readdirSync(store)).toHaveLength(left)
  })
})
