// Training from a run's weights: it begins where that run was kept, reads other data with its vocabulary and labels, and says what does not fit.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { summarizeModel } from '#shared/domain/model-summary'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { tf } from '../../../src/worker/backend'
import { releaseRun, withRun } from '../../../src/worker/inference/load-run'
import { unitActivity } from '../../../src/worker/inspection/unit-activity'
import { forecast } from '../../../src/worker/training/forecast'
import { caseOf, quiet, tasks, trainedRun } from '../export/runs'
import { trainIn } from '../trained-run'

const folder = mkdtempSync(join(tmpdir(), 'unroll-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

function checked(input: unknown): Experiment {
  const parsed = parseExperiment(input)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

/** The experiment of a run, started from it; `change` replaces parts. */
function startedFrom(
  run: string,
  change: { data?: object; training?: object; model?: object } = {},
): Experiment {
  const experiment = checked(read(join(run, 'experiment.json')))
  return checked({
    ...experiment,
    data: { ...experiment.data, ...change.data },
    model: { ...experiment.model, ...change.model },
    training: { ...experiment.training, epochs: 1, startFrom: run, ...change.training },
  })
}

/** Trains in a new folder. */
async function train(name: string, experiment: Experiment) {
  const events: TrainerEvent[] = []
  const place = join(folder, name)
  await mkdir(place, { recursive: true })
  const trained = await trainIn(place, experiment, (event) => void events.push(event))
  return { ...trained, events }
}

const losses = (events: readonly TrainerEvent[]): number[] =>
  events.flatMap((event) => (event.type === 'epoch' ? [event.metrics.valLoss] : []))

/** Steps of this size change no weight. */
const still = { optimizer: { type: 'sgd', learningRate: 1e-20 } }
/** What tells that a text is another token list now: the words of each task's file. */
const rename = (content: string): string =>
  content.replaceAll('two', 'zwei').replaceAll('six', 'sechs')

describe.each(tasks)('%s', (task) => {
  const tried = caseOf(task, 'GRU')
  if (!tried) throw new Error('There is no such case.')
  const { content, file, ...rest } = tried
  const place = join(folder, task)
  let run = ''
  let keptLoss = NaN

  beforeAll(async () => {
    await mkdir(place, { recursive: true })
    writeFileSync(join(place, file), content)
    writeFileSync(join(place, `other-${file}`), rename(content))
    const experiment = checked({
      ...{ ...rest, data: { path: join(place, file) } },
      training: {
        ...{ epochs: 3, batchSize: 8, optimizer: { type: 'adam', learningRate: 0.03 } },
        ...{ sample: { length: 5 }, recorder: null, bestMetric: 'valLoss' },
      },
    })
    const events: TrainerEvent[] = []
    const trained = await trainIn(place, experiment, (event) => void events.push(event))
    run = trained.runFolder
    keptLoss = Math.min(...losses(events))
  })

  it('begins at the loss of the model that it starts from', async () => {
    const { outcome, events } = await train(
      `${task}-same`,
      startedFrom(run, { training: { ...still, epochs: 1 } }),
    )
    expect(outcome).toMatchObject({ ok: true, value: { state: 'done' } })
    expect(losses(events)).toHaveLength(1)
    expect(Math.abs(losses(events)[0] - keptLoss)).toBeLessThan(1e-5)
  })

  it('reads other data with its vocabulary and labels, and learns from them', async () => {
    const data = { path: join(place, `other-${file}`) }
    const { outcome, events, runFolder } = await train(
      `${task}-other`,
      startedFrom(run, { data, training: { epochs: 3 } }),
    )
    expect(outcome).toMatchObject({ ok: true, value: { state: 'done' } })
    for (const name of ['vocabulary.json', 'target-vocabulary.json', 'labels.json']) {
      const own = (at: string): string | null => {
        try {
          return readFileSync(join(at, name), 'utf8')
        } catch {
          return null
        }
      }
      expect(own(runFolder)).toBe(own(run))
    }
    const found = losses(events)
    expect(found.at(-1)).toBeLessThan(found[0])
  })

  it('goes on from its own checkpoint when the run that it started from is gone', async () => {
    const training = { epochs: 2, checkpoint: { steps: 2 } }
    const experiment = startedFrom(run, { training })
    const files: string[] = []
    const place = join(folder, `${task}-resumed`)
    const first = await trainIn(place, experiment, (event, control) => {
      if (event.type !== 'checkpoint') return
      files.push(event.checkpoint.file)
      control.stop()
    })
    expect(first.outcome).toMatchObject({ ok: true, value: { state: 'stopped' } })
    const lost = checked({
      ...experiment,
      training: { ...experiment.training, startFrom: '/nowhere/at/all' },
    })
    const second = await trainIn(place, lost, () => {}, files.at(-1))
    expect(second.outcome).toMatchObject({ ok: true, value: { state: 'done', epochs: 2 } })
  })
})

interface OtherWords {
  readonly outputs: number
  readonly activation: 'sigmoid' | 'linear'
  readonly data?: object
  readonly text?: object
}

/** What else words and labels can be: a file, one with other rows, and the experiment. */
const others: readonly (readonly [
  what: string,
  file: string,
  content: string,
  other: string,
  parts: OtherWords,
])[] = [
  [
    'several labels a row',
    'labels.csv',
    `text,label\n${'one two,a;b\nthree four,b\nfive,c\nsix one,a;c\n'.repeat(12)}`,
    `text,label\n${'one new,c\nfour four,b;a\nfive two,a\n'.repeat(12)}`,
    { data: { labelKind: 'labels', labelSeparator: ';' }, outputs: 3, activation: 'sigmoid' },
  ],
  [
    'numbers',
    'numbers.csv',
    `text,label\n${'one two,1\nthree four,2.5\nfive,4\nsix one,7\n'.repeat(12)}`,
    `text,label\n${'one new,100\nfour four,250\nfive two,420\n'.repeat(12)}`,
    { data: { labelKind: 'number' }, outputs: 1, activation: 'linear' },
  ],
  [
    'byte pairs',
    'pairs.csv',
    `text,label\n${'the other one,a\nthe mother,b\nanother other,a\nthen there,b\n'.repeat(12)}`,
    `text,label\n${'brothers gather,a\nnever ever,b\nweather,a\n'.repeat(12)}`,
    { text: { level: 'bpe', vocabularySize: 280 }, outputs: 1, activation: 'sigmoid' },
  ],
]

describe.each(others)('%s', (what, file, content, other, parts) => {
  it('begin where the run was kept, and stay what they were with other data', async () => {
    const place = join(folder, what.replaceAll(' ', '-'))
    await mkdir(place, { recursive: true })
    writeFileSync(join(place, file), content)
    writeFileSync(join(place, `other-${file}`), other)
    const { data, text, outputs, activation } = parts
    const experiment = checked({
      ...{ task: 'classification', data: { path: join(place, file), ...data } },
      text: { vocabularySize: 20, sequenceLength: 12, ...text },
      model: {
        layers: [
          { type: 'Embedding', units: 4 },
          { type: 'GRU', units: 4 },
          { type: 'Dense', units: outputs, activation },
        ],
      },
      training: { epochs: 2, batchSize: 8, bestMetric: 'valLoss', recorder: null },
    })
    const first: TrainerEvent[] = []
    const { runFolder: run } = await trainIn(place, experiment, (event) => void first.push(event))
    const same = await train(`${what}-same`, startedFrom(run, { training: still }))
    expect(Math.abs(losses(same.events)[0] - Math.min(...losses(first)))).toBeLessThan(1e-5)

    const changed = startedFrom(run, { data: { path: join(place, `other-${file}`) } })
    const { outcome, runFolder } = await train(`${what}-other`, changed)
    expect(outcome).toMatchObject({ ok: true, value: { state: 'done' } })
    for (const name of ['vocabulary.json', 'labels.json'])
      expect(readFileSync(join(runFolder, name), 'utf8')).toBe(
        readFileSync(join(run, name), 'utf8'),
      )
  })
})

describe('what does not fit', () => {
  const place = join(folder, 'refused')
  let run = ''

  beforeAll(async () => {
    const tried = caseOf('classification', 'LSTM')
    if (!tried) throw new Error('There is no such case.')
    const { content, file, ...rest } = tried
    await mkdir(place, { recursive: true })
    writeFileSync(join(place, file), content)
    writeFileSync(join(place, 'strange.csv'), content.replaceAll(/,c$/gm, ',d'))
    writeFileSync(join(place, 'fewer.csv'), content.replaceAll(/^.*,c\n/gm, ''))
    run = await trainedRun(place, {
      ...{ ...rest, data: { path: join(place, file) } },
      training: { epochs: 1, batchSize: 8, recorder: null },
    })
  })

  it('are labels that it has no output for, which are named', async () => {
    const data = { path: join(place, 'strange.csv') }
    const { outcome } = await train('strange', startedFrom(run, { data }))
    expect(outcome).toMatchObject({ ok: false, code: 'data-unusable' })
    expect(outcome.ok ? '' : outcome.message).toContain('does not know: d. It knows a, b, c.')
  })

  it('are not data with fewer labels', async () => {
    const data = { path: join(place, 'fewer.csv') }
    const { outcome, runFolder } = await train('fewer', startedFrom(run, { data }))
    expect(outcome).toMatchObject({ ok: true, value: { state: 'done' } })
    expect(read(join(runFolder, 'labels.json'))).toMatchObject({ labels: ['a', 'b', 'c'] })
  })

  it('are layers of another size, of which the first is named', async () => {
    const experiment = startedFrom(run)
    const layers = experiment.model.layers.map((layer) =>
      layer.type === 'LSTM' && layer.units === 6 ? { ...layer, units: 5 } : layer,
    )
    const { outcome } = await train('layers', checked({ ...experiment, model: { layers } }))
    expect(outcome).toMatchObject({ ok: false, code: 'experiment-invalid' })
    expect(outcome.ok ? '' : outcome.message).toMatch(/is \[8, 20\] here and \[8, 24\] in the run/)
  })

  it('is a run that is not there', async () => {
    const { outcome } = await train('nowhere', startedFrom(run, { training: { startFrom: '/no' } }))
    expect(outcome).toMatchObject({ ok: false, code: 'run-unreadable' })
  })
})

it('is forecast, looked into and freed like any other', async () => {
  const run = join(folder, 'classification', 'run')
  const experiment = startedFrom(run, { training: { epochs: 1 } })
  expect(await forecast(experiment, quiet)).toMatchObject({ ok: true, value: { refusal: null } })
  const { runFolder } = await train('looked-into', experiment)
  const layer = summarizeModel(experiment).layers.find(({ type }) => type === 'GRU')?.name ?? ''
  const request = { requestId: 'look', layer, direction: null, unit: 0, texts: 5 }
  expect(await withRun(runFolder, (loaded) => unitActivity(loaded, request, quiet))).toMatchObject({
    ok: true,
  })
  releaseRun()
  const before = tf.memory().numTensors
  await train('freed', experiment)
  expect(tf.memory().numTensors).toBe(before)
})
