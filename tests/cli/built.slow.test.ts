// The built command as its own process on the real trainer: what a script sees, start to end.
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
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
      const types = lines.map((line) => line.type).filter((type) => type !== 'kept')
      expect(types).toEqual(['data', 'summary', 'epoch', 'epoch', 'done'])
      expect(lines.at(-1)).toMatchObject({ kept: { metric: 'valAccuracy' } })
      expect(lines[0]).toMatchObject({ rows: 60, classes: [{ label: 'neg' }, { label: 'pos' }] })
      const moved = join(folder, 'moved')
      renameSync(String(lines.at(-1)?.run), moved)

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
    const { code, lines, stderr } = await interrupted(start(['train', ...endless]))
    expect(code).toBe(130)
    const done = lines.at(-1)
    expect(done).toMatchObject({ type: 'done', state: 'stopped' })
    expect(stderr).toContain(`\nTo go on: unroll train --resume ${String(done?.id)}\n`)
    expect(existsSync(join(String(done?.run), 'model', 'model.json'))).toBe(true)
    const listed = runsOf(run)
    expect(listed).toMatchObject([{ state: 'stopped', folder: done?.run, hasModel: true }])
    expect(String(done?.run).startsWith(home)).toBe(true)
  })

  it('goes on after Ctrl-C as if nothing had happened', { timeout: 60_000 }, async () => {
    const { start, run } = openFolder()
    const dropout = ['--set', 'model.layers.1.dropout=0.3', 'training.optimizer.type=adam']
    const first = await interrupted(start(['train', ...endless, ...dropout]))
    const { id, epochs } = first.lines[first.lines.length - 1]
    const planned = ['--set', `training.epochs=${Number(epochs) + 5}`]
    const resumed = run(['train', '--resume', String(id), ...planned, '--json'])
    expect(resumed.status, resumed.stderr).toBe(0)
    expect(linesOf(resumed.stdout)[0]).toMatchObject({ type: 'resumed', id })
    const whole = run(['train', 'experiment.json', '--json', ...dropout, ...planned])
    const [one, other] = [String(id), String(linesOf(whole.stdout).at(-1)?.id)].map((which) =>
      curveOf(run(['runs', 'show', which, '--json']).stdout),
    )
    expect(one).toHaveLength(other.length)
    expect(one.length).toBe(4 * (Number(epochs) + 5))
    const differences = one.map((value, index) => Math.abs(value - other[index]))
    expect(Math.max(...differences)).toBeLessThan(1e-6)
  })

  it('stops a sweep at Ctrl-C, and leaves the queue of the window alone', async () => {
    const { home, folder, start, run } = openFolder()
    const grid = { 'layers.1.units': [2, 3, 4] }
    writeFileSync(
      join(folder, 'sweep.json'),
      JSON.stringify({ experiment: 'experiment.json', grid }),
    )
    const queue = join(home, 'queue.json')
    mkdirSync(home)
    writeFileSync(queue, JSON.stringify({ format: 'unroll-queue/1', entries: [waiting] }))
    const args = ['sweep', 'sweep.json', ...endless.slice(1)]
    const { code, lines, stderr } = await interrupted(start(args))
    expect(code, stderr).toBe(130)
    expect(lines.at(-1)).toMatchObject({
      type: 'sweep-done',
      runs: [{ state: 'stopped', number: 1 }, { state: 'not-trained', run: null }, { number: 3 }],
    })
    const [listed, ...others] = runsOf(run)
    expect(others).toEqual([])
    expect(listed).toMatchObject({ state: 'stopped', canResume: true, name: 'Small, 2' })
    expect(stderr).toContain(`unroll train --resume ${String(listed.id)}\n`)
    expect(stderr).toMatch(
      /The last 2 runs were not trained\. .* unroll sweep sweep\.json --from 2\n/,
    )
    expect(JSON.parse(readFileSync(queue, 'utf8'))).toMatchObject({ entries: [waiting] })
  })

  it('tells of a reduced learning rate, an early end and the kept model', () => {
    const { run } = openFolder()
    const never = { monitor: 'valLoss', minDelta: 1000 }
    const schedule = JSON.stringify({ type: 'reduceOnPlateau', patience: 2, ...never })
    const earlyStopping = JSON.stringify({ patience: 4, restoreBestWeights: false, ...never })
    const settings = [`training.schedule=${schedule}`, `training.earlyStopping=${earlyStopping}`]
    const { stdout, status } = run([
      ...['train', 'experiment.json', '--set', 'training.epochs=9'],
      ...settings.flatMap((setting) => ['--set', setting]),
    ])
    expect(status).toBe(0)
    expect(stdout).toMatch(
      /\nEpoch 3: .*the learning rate goes from 0\.001 to 0\.0005\.\nEpoch 4 of 9/,
    )
    expect(stdout).toMatch(/has not fallen .*is kept\.\nKept the model of epoch 5, the last one\n/)
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

const endless = ['experiment.json', '--json', '--set', 'training.epochs=100000']

const waiting = {
  type: 'experiment',
  id: 'waiting',
  name: 'Waiting',
  addedAt: '2026-11-21T12:00:00Z',
  experiment: {},
  group: null,
  settings: {},
}

/** Presses Ctrl-C once the second epoch is told. */
async function interrupted(child: ChildProcessWithoutNullStreams) {
  let stdout = ''
  let stderr = ''
  let isPressed = false
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    if (!stdout.includes('"epoch":2,') || isPressed) return
    isPressed = true
    // The second signal, as from a parent that passes it on, belongs to the same key press.
    child.kill('SIGINT')
    child.kill('SIGINT')
  })
  const code = await new Promise((settle) => child.once('close', settle))
  return { code, lines: linesOf(stdout), stderr }
}

/** Loss and accuracy of each epoch, in training and validation. */
function curveOf(shown: string): number[] {
  const { epochMetrics } = linesOf(shown)[0]
  const epochs = epochMetrics as Record<string, number>[] // as `unroll runs show --json` prints them
  return epochs.flatMap(({ loss, accuracy, valLoss, valAccuracy }) => [
    ...[loss, accuracy, valLoss, valAccuracy],
  ])
}

function runsOf(run: (args: readonly string[]) => { stdout: string }): Line[] {
  return linesOf(run(['runs', '--json']).stdout)
}
