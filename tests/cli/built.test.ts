// The built command as its own process on the real trainer: what a script sees, start to end.
import { spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openTerminal, smallExperiment } from './terminal'

const command = resolve(import.meta.dirname, '../../out/main/cli.js')

interface Line {
  readonly type: string
  readonly [key: string]: unknown
}

/** A folder with 60 short reviews, half of them good, and an experiment on them. */
function openFolder() {
  const { folder, home, write } = openTerminal()
  const rows = Array.from(
    { length: 30 },
    (_, row) => `"good film ${row}",pos\n"bad film ${row}",neg\n`,
  )
  write('data.csv', `text,label\n${rows.join('')}`)
  write('experiment.json', { ...smallExperiment, text: { vocabularySize: 20, sequenceLength: 4 } })
  const start = (args: readonly string[]) =>
    spawn(process.execPath, [command, ...args], {
      cwd: folder,
      env: { ...process.env, UNROLL_HOME: home },
    })
  const run = (args: readonly string[], input?: string) =>
    spawnSync(process.execPath, [command, ...args], {
      cwd: folder,
      env: { ...process.env, UNROLL_HOME: home },
      encoding: 'utf8',
      input,
    })
  return { folder, home, start, run }
}

const linesOf = (stdout: string): Line[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('the built command', () => {
  it(
    'trains, predicts, evaluates and exports, from a moved folder too',
    { timeout: 60_000 },
    () => {
      const { folder, run } = openFolder()
      const trained = run(['train', 'experiment.json', '--out', 'runs', '--json'])
      expect(trained.status, trained.stderr).toBe(0)
      const lines = linesOf(trained.stdout)
      expect(lines.map((line) => line.type)).toEqual(['data', 'summary', 'epoch', 'epoch', 'done'])
      expect(lines[0]).toMatchObject({ rows: 60, classes: [{ label: 'neg' }, { label: 'pos' }] })
      const moved = join(folder, 'moved')
      renameSync(String(lines[4].run), moved)

      const predicted = run(['predict', 'moved', '--json'], 'good film\nbad film\n')
      expect(linesOf(predicted.stdout)).toMatchObject([
        { type: 'prediction', text: 'good film' },
        { type: 'prediction', text: 'bad film' },
      ])
      const evaluated = run(['evaluate', moved, '--data', 'data.csv', '--json'])
      expect(linesOf(evaluated.stdout)).toMatchObject([{ type: 'evaluation', rows: 60 }])
      const exported = run(['export', './moved', '--format', 'tfjs', '--out', 'taken', '--json'])
      expect(linesOf(exported.stdout)).toMatchObject([
        { type: 'export', folder: join(folder, 'taken') },
      ])
      expect(existsSync(join(folder, 'taken', 'model.json'))).toBe(true)
    },
  )

  it('keeps the run at Ctrl-C and ends with 130', async () => {
    const { home, start, run } = openFolder()
    const child = start(['train', 'experiment.json', '--set', 'training.epochs=100000', '--json'])
    let stdout = ''
    let interrupted = false
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      if (!stdout.includes('"epoch"') || interrupted) return
      interrupted = true
      // The second signal, as from a parent that passes it on, belongs to the same key press.
      child.kill('SIGINT')
      child.kill('SIGINT')
    })
    const code = await new Promise((settle) => child.once('close', settle))
    expect(code).toBe(130)
    const done = linesOf(stdout).at(-1)
    expect(done).toMatchObject({ type: 'done', state: 'stopped' })
    expect(existsSync(join(String(done?.run), 'model', 'model.json'))).toBe(true)
    const listed = runsOf(run)
    expect(listed).toMatchObject([{ state: 'stopped', folder: done?.run, hasModel: true }])
    expect(String(done?.run).startsWith(home)).toBe(true)
  })

  it('finds a run that was killed, and says so', async () => {
    const { start, run } = openFolder()
    const child = start(['train', 'experiment.json', '--set', 'training.epochs=100000', '--json'])
    await new Promise<void>((settle) => {
      child.stdout.on('data', (chunk: Buffer) => chunk.includes('"epoch"') && settle())
    })
    expect(runsOf(run)).toMatchObject([{ state: 'running' }])
    const ended = new Promise((settle) => child.once('close', settle))
    child.kill('SIGKILL')
    await ended
    const [listed] = runsOf(run)
    expect(listed).toMatchObject({ state: 'interrupted', hasModel: true })
    expect(run(['predict', String(listed.id), '--text', 'good film']).status).toBe(0)
  })

  it('lists without a trainer and quietly ends when nobody reads on', async () => {
    const { start, run } = openFolder()
    expect(run(['runs']).stdout).toMatch(/^No runs yet/)
    const child = start(['presets', '--json'])
    child.stdout.destroy()
    expect(await new Promise((settle) => child.once('close', settle))).toBe(0)
  })

  it.skipIf(!existsSync('/dev/full'))('says so when its answer cannot be written', () => {
    const { folder } = openFolder()
    const full = openSync('/dev/full', 'w')
    const ended = spawnSync(process.execPath, [command, 'presets', '--json'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    })
    closeSync(full)
    expect(ended).toMatchObject({
      status: 1,
      stderr: 'The answer could not be written: the disk is full. Free some space and try again.\n',
    })
  })

  it('prints nothing but JSON, whatever the trainer prints', () => {
    const { run } = openFolder()
    const ended = run(['doctor', '--json'])
    expect(ended.status).toBe(0)
    const [doctor] = linesOf(ended.stdout)
    expect(doctor).toMatchObject({ type: 'doctor', threads: expect.any(Number) })
  })

  it('does not touch a damaged run', () => {
    const { folder, run } = openFolder()
    expect(run(['train', 'experiment.json', '--out', '.', '--set', 'name=x']).status).toBe(0)
    const [id] = readdirSync(folder).filter((name) => /^\d{8}-/.test(name))
    const vocabulary = join(folder, id, 'vocabulary.json')
    writeFileSync(vocabulary, '{')
    const ended = run(['predict', `./${id}`, '--text', 'good'])
    expect(ended.status).toBe(1)
    expect(ended.stderr).toContain(vocabulary)
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(readFileSync(vocabulary, 'utf8')).toBe('{')
  })
})

function runsOf(run: (args: readonly string[]) => { stdout: string }): Line[] {
  return linesOf(run(['runs', '--json']).stdout)
}
