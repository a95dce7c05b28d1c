// `unroll import`, `unroll verify` and `unroll train --from`: what they print, and what they say of arguments that contradict each other.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interruptAtOnce } from './interrupt'
import { openTerminal, smallExperiment, type Terminal } from './terminal'

interface Trained extends Terminal {
  readonly id: string
  /** The run's folder. */
  readonly runFolder: string
}

async function trained(): Promise<Trained> {
  const terminal = openTerminal()
  const ended = await terminal.run(['train', 'experiment.json', '--json'])
  const { id, run: runFolder } = ended.json().at(-1) ?? {}
  return { ...terminal, id: String(id), runFolder: String(runFolder) }
}

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

describe('import', () => {
  it('takes a zip of the lab itself, under a name of its own', async () => {
    const { run, id, home } = await trained()
    expect((await run(['export', id, '--format', 'unroll', '--out', 'taken'])).code).toBe(0)
    const zip = ['import', 'taken/run.zip', '--name', 'Brought along', '--json']
    const [imported] = (await run(zip)).json()
    expect(imported).toMatchObject({ type: 'imported', kind: 'unroll' })
    expect(imported.run).toBe(join(home, 'runs', String(imported.id)))
    expect(imported.notes).toEqual([expect.stringContaining('The data are not in the zip')])
    const [shown] = (await run(['runs', 'show', String(imported.id), '--json'])).json()
    expect(shown).toMatchObject({ name: 'Brought along' })
  })

  it('prints the id, the folder and what is to be known', async () => {
    const { run, id, home } = await trained()
    await run(['export', id, '--format', 'unroll', '--out', 'taken'])
    rmSync(join(home, 'runs', id), { recursive: true })
    const ended = await run(['runs', 'import', 'taken'])
    expect(ended.stdout).toBe(
      `Imported as ${id}\n${join(home, 'runs', id)}\nThe data are not in the zip; to train the experiment again, open it for editing and choose them anew.\n`,
    )
  })

  it('says why a run that was stopped elsewhere cannot go on here', async () => {
    const { run, id, runFolder, write, home } = await trained()
    const record = { ...read(join(runFolder, 'run.json')), state: 'stopped', plannedEpochs: 9 }
    write(join('home', 'runs', id, 'run.json'), record)
    await run(['export', id, '--format', 'unroll', '--out', 'taken'])
    rmSync(join(home, 'runs', id), { recursive: true })
    expect((await run(['import', 'taken'])).code).toBe(0)
    const resumed = await run(['train', '--resume', id, '--set', 'training.epochs=9'])
    expect(resumed.code).toBe(1)
    expect(resumed.stderr).toContain('The data of this run (data.csv) are not on this computer')
  })

  it('says what a file is not', async () => {
    const { run } = await trained()
    const ended = await run(['import', 'data.csv'])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain('nothing that the lab can import')
  })
})

describe('verify', () => {
  it('prints the proof, and tells by its status whether it holds', async () => {
    const { run, folder } = openTerminal()
    for (const name of ['right', 'wrong']) mkdirSync(join(folder, name))
    const right = await run(['verify', 'right'])
    expect(right.code).toBe(0)
    expect(right.stdout).toContain('Format: tfjs\nChecked by another program 1.0: 5 vectors')
    const wrong = await run(['verify', 'wrong'])
    expect(wrong.code).toBe(1)
    expect(wrong.stdout).toContain('compute something else than the lab did')
    const [told] = (await run(['verify', 'wrong', '--json'])).json()
    expect(told).toMatchObject({ type: 'verified', format: 'tfjs', isWithin: false })
  })

  it('goes through a zipped run too', async () => {
    const { run, id } = await trained()
    await run(['export', id, '--format', 'unroll', '--out', 'taken'])
    const ended = await run(['verify', 'taken', '--json'])
    expect(ended.code).toBe(0)
    expect(ended.json()[0]).toMatchObject({
      ...{ type: 'verified', format: 'unroll', isWithin: true },
      parity: { program: 'Unroll 0.0.0, from the unpacked zip', largestDifference: 2.4e-7 },
    })
  })
})

describe('Ctrl-C', () => {
  it('ends a check, and says so', async () => {
    const { run, folder } = openTerminal()
    mkdirSync(join(folder, 'endless'))
    interruptAtOnce()
    const ended = await run(['verify', 'endless'])
    expect(ended).toMatchObject({ code: 130, stdout: '' })
    expect(ended.stderr).toMatch(/\nThe check was stopped\.\n$/)
  })
})

describe('train --from', () => {
  it('makes the experiment of the run, with other data', async () => {
    const { run, id, runFolder, write } = await trained()
    const data = write('other.csv', 'text,label\ngood,good\nfine,good\nbad,bad\n')
    const settings = ['--data', 'other.csv', '--set', 'training.epochs=1', '--json']
    const ended = await run(['train', '--from', id, ...settings])
    expect(ended.code).toBe(0)
    const experiment = read(join(String(ended.json().at(-1)?.run), 'experiment.json'))
    expect(experiment).toMatchObject({
      data: { path: data },
      training: { startFrom: runFolder, epochs: 1 },
      model: { layers: [{ units: 2 }, { units: 2 }, { units: 1 }] },
    })
  })

  it('fits an experiment file to the run, whose reading it takes over where it leaves that open', async () => {
    const { run, id, runFolder, write } = await trained()
    write('open.json', { ...smallExperiment, text: {} })
    const ended = await run(['train', 'open.json', '--from', id, '--json'])
    expect(ended.code).toBe(0)
    const experiment = read(join(String(ended.json().at(-1)?.run), 'experiment.json'))
    expect(experiment).toMatchObject({
      training: { startFrom: runFolder },
      text: { vocabularySize: 10, sequenceLength: 4 },
    })
  })

  it('takes a run in the file, by a path from there or its id', async () => {
    const { run, id, runFolder, write } = await trained()
    const at = (startFrom: string) => ({ ...smallExperiment, training: { epochs: 1, startFrom } })
    for (const startFrom of [id, `home/runs/${id}`, runFolder]) {
      write('started.json', at(startFrom))
      const ended = await run(['train', 'started.json', '--json'])
      const experiment = read(join(String(ended.json().at(-1)?.run), 'experiment.json'))
      expect(experiment.training.startFrom).toBe(runFolder)
    }
  })

  it.each<[string, string, RegExp]>([
    [
      'another layer',
      'model.layers.1.units=3',
      /model\.layers\.1\.units: it is 3 here and 2 in the run/,
    ],
    [
      'another vocabulary',
      'text.vocabularySize=20',
      /text\.vocabularySize: it is 20 here and 10 in/,
    ],
    ['another level', 'text.level=character', /text\.level: it is character here and word in/],
    ['other labels', 'data.labelKind=labels', /data\.labelKind: it is labels here and class in/],
  ])('names what does not fit: %s', async (_what, setting, words) => {
    const { run, id } = await trained()
    const ended = await run(['train', '--from', id, '--set', setting])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(words)
  })

  it('says that there is no such run', async () => {
    const { run } = openTerminal()
    const ended = await run(['train', 'experiment.json', '--from', 'nowhere'])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain('training.startFrom: There is no run "nowhere"')
  })

  it('asks for data where those of the run are not there, and goes not with --resume', async () => {
    const { run, id } = await trained()
    await run(['export', id, '--format', 'unroll', '--out', 'taken'])
    const [imported] = (await run(['import', 'taken', '--json'])).json()
    const ended = await run(['train', '--from', String(imported.id)])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain('say what to train on with --data')
    const both = await run(['train', '--from', id, '--resume', id])
    expect(both.stderr).toContain('--from cannot be given with --resume')
  })
})
