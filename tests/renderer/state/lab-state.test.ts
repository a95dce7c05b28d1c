// @vitest-environment ./tests/renderer/page-environment.ts
import { describe, expect, it } from 'vitest'
import type { DatasetReport } from '#shared/domain/dataset'
import { dataPathsOf } from '#shared/experiment/data'
import type { DroppedFile } from '#shared/protocol/desktop-api'
import { failure, success } from '#shared/protocol/result'
import { useDropped } from '../../../src/renderer/src/state/file-actions'
import { statusLine } from '../../../src/renderer/src/features/shell/status-line'
import { firstExperiment } from '../../../src/renderer/src/state/first-experiment'
import { detail, end, listItem, openLab, record, samplePath, start, steps } from './scripted-lab'

const metrics = {
  epoch: 1,
  loss: 0.5,
  accuracy: 0.7,
  valLoss: 0.4,
  valAccuracy: 0.8,
  seconds: 2,
  step: 75,
}

describe('a first start', () => {
  it('has the sample ready to train', async () => {
    const { lab } = await openLab()
    expect(lab.connection).toBe('ready')
    expect(lab.draft.experiment.data.path).toBe(samplePath)
    expect(lab.problem).toBeNull()
    expect(lab.isEditing).toBe(true)
  })
})

describe('what could not begin', () => {
  const busy = failure('busy', 'The race "Cells" is under way. Stop it or wait until it is done.')

  it('is told until the race in its way has ended', async () => {
    let endRace: () => void = () => undefined
    const ended = new Promise<void>((resolve) => (endRace = resolve))
    const { lab } = await openLab([], {
      race: async () => ended.then(() => failure('stopped', 'It was stopped.')),
      races: async () => success([]),
      train: async () => busy,
      exam: async () => busy,
      exams: async () => success([]),
    })
    const racing = lab.race.start({ name: 'Cells', variants: [] })
    await lab.train()
    await lab.exam.start()
    expect(lab.notices.entries.map(({ message }) => message)).toEqual([busy.message])
    expect(lab.exam.failure).toEqual(busy)
    endRace()
    await racing
    expect(lab.notices.entries).toEqual([])
    expect(lab.exam.failure).toBeNull()
  })

  it('is told until the run in its way has ended', async () => {
    const { lab } = await openLab([], {
      race: async () => failure('busy', 'The run "A" trains.'),
      races: async () => success([]),
    })
    start(lab, 'a')
    await lab.race.start({ name: 'Cells', variants: [] })
    expect(lab.race.failure?.message).toBe('The run "A" trains.')
    end(lab, record('a'))
    expect(lab.race.failure).toBeNull()
  })
})

describe('events of a run', () => {
  it('reach the view and the list while it trains', async () => {
    const { lab } = await openLab(['old'])
    const trained = lab.train()
    start(lab, 'new')
    await trained
    expect(lab.step).toBe('train')
    expect(lab.selected?.id).toBe('new')
    lab.onEvent({ type: 'steps', runId: 'new', steps: steps(1) })
    lab.onEvent({ type: 'epoch', runId: 'new', metrics })
    expect(lab.training?.steps.count).toBe(5)
    expect(lab.runs.list[0]).toMatchObject({ id: 'new', bestValAccuracy: 0.8, curve: [0.8] })
  })

  it('of a run that this page did not see start make it the one that trains', async () => {
    const running = { ...detail('a', firstExperiment(samplePath)) }
    const { lab } = await openLab(['a'], {
      run: async () => success({ ...running, record: record('a', { state: 'running' }) }),
    })
    lab.onEvent({ type: 'steps', runId: 'a', steps: steps(1) })
    await expect.poll(() => lab.training?.id).toBe('a')
    lab.onEvent({ type: 'steps', runId: 'a', steps: steps(6) })
    expect(lab.training?.steps.count).toBe(10)
  })

  it('do not come from another process, whose run is read anew when the list tells more of it', async () => {
    const experiment = firstExperiment(samplePath)
    let now = record('a', { state: 'running' })
    const { lab } = await openLab([], {
      runs: async () => success({ runs: [listItem('a', now)], damaged: [] }),
      run: async () => success(detail('a', experiment, { record: now, canResume: true })),
    })
    await lab.openRun('a')
    expect([lab.training, lab.runs.isTrainingElsewhere]).toEqual([null, true])
    now = record('a', { state: 'interrupted' })
    await lab.runs.refresh()
    await expect.poll(() => lab.selected?.record.state).toBe('interrupted')
    expect(lab.selected?.canResume).toBe(true)
    expect(lab.runs.isTrainingElsewhere).toBe(false)
  })

  it('are dropped when they are stale', async () => {
    const { lab, notified } = await openLab()
    start(lab, 'new')
    lab.onEvent({ type: 'steps', runId: 'other', steps: steps(1) })
    end(lab, record('new', { state: 'stopped' }))
    lab.onEvent({ type: 'steps', runId: 'new', steps: steps(1) })
    expect(lab.selected?.steps.count).toBe(0)
    expect([lab.runs.trainingId, lab.selected?.record.state]).toEqual([null, 'stopped'])
    expect(notified).toEqual(['Run new was stopped'])
  })
})

describe('a run that fails', () => {
  const message = 'The loss stopped being a number.'
  it.each([
    ['is told of by the step where it is looked at', 'train', 0],
    ['is told of in a notice elsewhere', 'model', 1],
  ] as const)('%s', async (_, step, notices) => {
    const { lab, notified } = await openLab()
    start(lab, 'new')
    lab.step = step
    end(lab, record('new', { state: 'failed', message }))
    expect(lab.notices.entries).toHaveLength(notices)
    expect(notified).toEqual(['Run new failed'])
  })
})

describe('opening a run', () => {
  it('shows its experiment, and an edit makes a new one from it', async () => {
    const { lab } = await openLab(['a'])
    await lab.openRun('a')
    expect([lab.isEditing, lab.derivedFrom]).toEqual([false, null])
    lab.draft.layers.add('Dropout')
    expect(lab.derivedFrom).toEqual({ id: 'a', name: 'Run a' })
    expect(lab.selected?.experiment.model.layers).toHaveLength(3)
  })

  it('keeps the draft, which comes back as it was', async () => {
    const { lab } = await openLab(['a'])
    lab.draft.layers.add('Dropout')
    const before = lab.draft.json
    await lab.openRun('a')
    expect(lab.draft.json).not.toBe(before)
    expect(JSON.stringify(lab.draftToKeep())).toBe(before)
    lab.desk.openDraft()
    expect(lab.draft.json).toBe(before)
    expect(lab.selected).toBeNull()
  })

  it('never loses a second draft silently', async () => {
    const { lab } = await openLab(['a', 'b'])
    await lab.openRun('a')
    lab.draft.layers.add('Dropout')
    await lab.openRun('b')
    const [notice] = lab.notices.entries
    expect(notice.message).toContain('Sample reviews, LSTM')
    notice.action?.run()
    expect(lab.draft.experiment.name).toBe('Sample reviews, LSTM')
  })

  it('says why it cannot', async () => {
    const message = 'The run folder /runs/a is damaged.'
    const { lab } = await openLab(['a'], { run: async () => failure('run-unreadable', message) })
    expect(await lab.openRun('a')).toBe(false)
    expect(lab.notices.entries[0]).toMatchObject({ tone: 'error', message })
  })

  it('gives each drawn run a hue of its own', async () => {
    const { lab } = await openLab(['a', 'b', 'c'])
    await lab.openRun('a')
    await lab.setOverlaid('b', true)
    await lab.setOverlaid('c', true)
    expect(['a', 'b', 'c'].map((id) => lab.colorOf(id))).toEqual([0, 1, 2])
    await lab.setOverlaid('b', false)
    expect(lab.colorOf('b')).toBeNull()
    expect(lab.overlays.map(({ id }) => id)).toEqual(['c'])
  })
})

describe('Train', () => {
  it('shows where the problem is instead of starting', async () => {
    const { lab } = await openLab()
    lab.draft.layers.update(2, { activation: 'tanh' })
    await lab.train()
    expect(lab.step).toBe('model')
    expect(lab.notices.entries[0].message).toContain('Layer 3 (Dense)')
    expect(lab.runs.trainingId).toBeNull()
  })

  it('is followed by Stop, which asks once', async () => {
    const { lab, calls } = await openLab()
    start(lab, 'new')
    await Promise.all([lab.stop(), lab.stop()])
    expect(calls).toEqual(['stop new'])
    expect(lab.isStopping).toBe(true)
  })
})

describe('a file that cannot be read any more', () => {
  it('takes what was known of it away, and Train does not start', async () => {
    const { lab } = await openLab([], {
      preview: async () => failure('data-unusable', 'a.csv, line 2: a quote is never closed.'),
      report: async () =>
        success({
          report: { classes: [{}, {}], rows: 9 } as unknown as DatasetReport,
          baselines: [],
          findings: [],
        }), // what is read
    })
    lab.changes.useData(['/data/a.csv'])
    expect([lab.isReadingData, lab.report]).toEqual([true, null])
    const { path, encoding, split } = lab.draft.experiment.data
    await lab.data.readReport(lab.draft.snapshot())
    expect([lab.isReadingData, lab.report?.report?.rows]).toEqual([false, 9])
    lab.draft.setData({ encoding: 'windows-1252' })
    await lab.data.readPreview({ path, encoding, split })
    expect(lab.report).toBeNull()
    await lab.train()
    expect(lab.notices.entries[0].message).toContain('line 2')
  })
})

describe('what is dropped', () => {
  const file = (name: string) => ({ name }) as File // all that is read of it
  it.each<[string, string[], string[], RegExp | null]>([
    ['one file is used', ['a.csv'], ['/data/a.csv'], null],
    [
      'several are read as one, in the order of their names',
      ['b10.csv', 'b9.csv', 'a.csv'],
      ['/data/a.csv', '/data/b9.csv', '/data/b10.csv'],
      null,
    ],
    [
      'what is on no disk is refused, with what came along',
      ['a.csv', 'image.png'],
      [samplePath],
      /^image\.png cannot be used/,
    ],
  ])('%s', async (_, names, paths, sentence) => {
    const { lab } = await openLab()
    const grantDrop = async ({ name }: DroppedFile) =>
      name.endsWith('.csv') ? { path: `/data/${name}`, name, isFolder: false } : null
    Object.assign(lab.desktop, { grantDrop })
    await useDropped(lab, names.map(file))
    expect(dataPathsOf(lab.draft.experiment.data)).toEqual(paths)
    if (sentence) expect(lab.notices.entries[0].message).toMatch(sentence)
    else expect(lab.notices.entries).toEqual([])
  })
})

describe('a run that was imported as a model', () => {
  const openImported = async () => {
    const experiment = { ...firstExperiment('imported'), name: 'Imdb gru' }
    const world = await openLab(['a'], {
      run: async (id) =>
        success(detail(id, experiment, { record: record(id, { epochs: 0, plannedEpochs: 0 }) })),
    })
    await world.lab.openRun('a')
    return { ...world, experiment }
  }

  it('is looked at as it is, with an experiment at hand that trains it on', async () => {
    const { lab, experiment } = await openImported()
    expect([lab.isEditing, lab.selected?.isImported]).toEqual([false, true])
    const { name, data, training, model } = lab.draft.experiment
    expect([name, data.path, training.startFrom]).toEqual(['Imdb gru', '', '/runs/a'])
    expect(model).toEqual(experiment.model)
    expect(statusLine(lab).text).toBe('Imported model, not trained here')
  })

  it('is a new experiment once data are chosen', async () => {
    const { lab } = await openImported()
    lab.changes.useData(['/data/reviews.csv'])
    expect([lab.isEditing, lab.derivedFrom?.id]).toEqual([true, 'a'])
  })

  it('is repeated without data and from initial weights', async () => {
    const { lab } = await openImported()
    await lab.repeatWithChanges('a')
    const { data, training } = lab.draft.experiment
    expect([data.path, training.startFrom]).toEqual(['', null])
  })
})

describe('an engine that dies', () => {
  it('is told of, and what the run kept is shown when it is back', async () => {
    const { lab } = await openLab(['new'])
    start(lab, 'new')
    lab.onLost('it used too much memory.')
    expect(lab.connection).toBe('lost')
    expect(lab.notices.entries[0].message).toContain('it used too much memory')
    await lab.onReady('it used too much memory.')
    expect([lab.connection, lab.runs.trainingId]).toEqual(['ready', null])
    expect(lab.selected?.record.state).toBe('done')
    expect(lab.notices.entries[0].message).toContain('started again')
  })
})
