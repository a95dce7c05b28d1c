// A lab that is killed again and again while it trains: each time the run is readable and goes on, and in the end nothing shows.
import { spawn, type ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { RunStore } from '../../src/engine/runs/run-store'
import type { RunDetail } from '#shared/domain/run'
import { temporaryFolder, unwrap } from './sample'

const engine = pathToFileURL(resolve(import.meta.dirname, '../../out/main/engine.js')).href
const script = join(import.meta.dirname, 'fixtures', 'trainee.mjs')
const kills = 20
/** So much of the same curve. */
const tolerance = 1e-6

interface Line {
  readonly type: 'run-started' | 'steps' | 'run-checkpoint' | 'run-ended' | 'refused'
  readonly runId?: string
  readonly last?: number
  readonly step?: number
  readonly state?: string
  readonly message?: string | null
}

class Trainee {
  readonly lines: Line[] = []
  readonly #child: ChildProcess
  readonly #closed: Promise<unknown>
  #hear: () => void = () => undefined

  constructor(home: string, call: 'train' | 'resume', argument: string) {
    const env = { ...process.env, UNROLL_HOME: home }
    const stdio = ['ignore', 'pipe', 'inherit'] as const
    this.#child = spawn(process.execPath, [script, engine, call, argument], {
      env,
      stdio: [...stdio],
    })
    this.#closed = new Promise((settle) => this.#child.once('close', settle))
    if (!this.#child.stdout) throw new Error('no stdout')
    createInterface(this.#child.stdout).on('line', (line) => {
      this.lines.push(JSON.parse(line))
      this.#hear()
    })
  }

  /** The first line of a type; null when the process ends without one. */
  async line(type: Line['type']): Promise<Line | null> {
    for (;;) {
      const found = this.lines.find((line) => line.type === type)
      if (found) return found
      const heard = new Promise<true>((settle) => (this.#hear = () => settle(true)))
      if ((await Promise.race([heard, this.#closed.then(() => false)])) === false) break
    }
    return this.lines.find((line) => line.type === type) ?? null
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#closed
  }

  async end(): Promise<void> {
    await this.#closed
  }
}

it(
  `is killed ${kills} times at random moments, goes on each time, and ends as if nothing had been`,
  { timeout: 300_000 },
  async () => {
    const data = join(temporaryFolder(), 'data.csv')
    writeFileSync(data, `text,label\n${rows().join('\n')}\n`)
    const undisturbed = await trainWhole(data)

    const home = temporaryFolder()
    const store = new RunStore(home)
    const random = seeded(20_261)
    let trainee = new Trainee(home, 'train', JSON.stringify(experimentOn(data, 2)))
    const runId = (await trainee.line('run-started'))?.runId ?? ''
    const told: string[] = []
    let counted = 0
    for (let kill = 1; kill <= kills; kill++) {
      // Also while the folder is set back and the data are read, but the first time not before there is a checkpoint.
      const isEarly = kill > 1 && kill % 4 === 0
      await trainee.line(kill === 1 ? 'run-checkpoint' : isEarly ? 'run-started' : 'steps')
      await wait(Math.floor(random() * (isEarly ? 600 : 250)))
      await trainee.kill()
      expect(trainee.lines.filter(({ type }) => type === 'refused')).toEqual([])
      const lastTold = Math.max(0, ...trainee.lines.map(({ last }) => last ?? 0))
      counted = Math.max(counted, ...trainee.lines.map(({ step }) => step ?? 0))

      const { runs, damaged } = unwrap(await store.list())
      expect(damaged).toEqual([])
      expect(runs).toMatchObject([{ id: runId, state: 'interrupted', canResume: true }])
      const detail = unwrap(await store.detail(unwrap(await store.find(runId))))
      expect(detail.record.message).toMatch(/^Interrupted at epoch \d+, batch \d+ of 10\.$/)
      const from = detail.checkpoints.at(-1)?.step ?? 0
      expect(from).toBeGreaterThanOrEqual(counted)
      expect(detail.steps.loss.length).toBeGreaterThanOrEqual(from)
      told.push(`${kill}: killed after step ${lastTold || '-'}, goes on from ${from}`)
      trainee = new Trainee(home, 'resume', runId)
    }
    await trainee.end()
    console.log(told.join('\n'))
    expect(trainee.lines.at(-1)).toMatchObject({ type: 'run-ended', state: 'done' })
    const resumed = unwrap(await store.detail(unwrap(await store.find(runId))))
    expect(resumed.record.state).toBe('done')
    expect(resumed.record.resumed).toBeGreaterThan(kills / 2)
    const difference = differenceBetween(resumed, undisturbed)
    console.log(`largest difference: ${difference}`)
    expect(difference).toBeLessThan(tolerance)
    expect(resumed.record.kept).toEqual({
      ...undisturbed.record.kept,
      value: expect.closeTo(undisturbed.record.kept?.value ?? Number.NaN, 6),
    })
  },
)

async function trainWhole(data: string): Promise<RunDetail> {
  const home = temporaryFolder()
  // How often it is saved changes nothing of what is learned.
  const trainee = new Trainee(home, 'train', JSON.stringify(experimentOn(data, null)))
  await trainee.end()
  const store = new RunStore(home)
  const { runs } = unwrap(await store.list())
  expect(runs).toMatchObject([{ state: 'done' }])
  return unwrap(await store.detail(runs[0].folder))
}

function experimentOn(path: string, steps: number | null) {
  return {
    name: 'Killed',
    task: 'classification',
    data: { path },
    text: { vocabularySize: 50, sequenceLength: 6 },
    model: {
      layers: [
        { type: 'Embedding', units: 4 },
        { type: 'LSTM', units: 4, dropout: 0.2 },
        { type: 'Dropout', rate: 0.3 },
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    },
    training: {
      epochs: 150,
      batchSize: 8,
      optimizer: { type: 'adam' },
      schedule: { type: 'cosine' },
      checkpoint: { steps },
    },
  }
}

/** A hundred short texts whose words tell the class most of the time. */
function rows(): string[] {
  const random = seeded(7)
  return Array.from({ length: 100 }, (_, row) => {
    const good = row % 2 === 0
    const words = Array.from({ length: 5 }, () =>
      random() < 0.3 ? (good ? 'fine' : 'dull') : `word${Math.floor(random() * 30)}`,
    )
    return `${words.join(' ')} ${row},${good ? 'good' : 'bad'}`
  })
}

/** The largest difference between two runs, over all steps and epochs; both have the same number of them. */
function differenceBetween(one: RunDetail, other: RunDetail): number {
  expect(one.steps.loss).toHaveLength(other.steps.loss.length)
  expect(one.epochs.map(({ step }) => step)).toEqual(other.epochs.map(({ step }) => step))
  let largest = 0
  for (const column of ['loss', 'accuracy', 'gradientNorm', 'learningRate'] as const)
    for (const [index, value] of one.steps[column].entries())
      largest = Math.max(largest, Math.abs(value - other.steps[column][index]))
  for (const key of ['loss', 'accuracy', 'valLoss', 'valAccuracy'] as const)
    for (const [index, epoch] of one.epochs.entries())
      largest = Math.max(largest, Math.abs(epoch[key] - other.epochs[index][key]))
  return largest
}

/** Numbers from 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
