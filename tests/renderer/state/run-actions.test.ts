// @vitest-environment ./tests/renderer/page-environment.ts
import { describe, expect, it } from 'vitest'
import type { DatasetReport } from '#shared/domain/dataset'
import { failure, success } from '#shared/protocol/result'
import { findStarts } from '../../../src/renderer/src/features/train/start/find-starts'
import { firstExperiment } from '../../../src/renderer/src/state/first-experiment'
import { continuedFrom, startName, startRun } from '../../../src/renderer/src/state/start-from'
import { listItem, openLab, record, start } from './scripted-lab'

const refused = failure('write-failed', 'notes.json could not be written.')

describe('what a person says of a run', () => {
  it('is shown at once, everywhere', async () => {
    const { lab, calls } = await openLab(['a'])
    await lab.openRun('a')
    const written = lab.updateRun('a', { name: 'Mine', starred: true, tags: ['x'] })
    expect(lab.runs.list[0]).toMatchObject({ name: 'Mine', starred: true, tags: ['x'] })
    expect(lab.selected?.record.name).toBe('Mine')
    expect(await written).toBe(true)
    expect(calls).toEqual(['update a {"name":"Mine","starred":true,"tags":["x"]}'])
  })

  it('is the experiment’s name again when it is taken back', async () => {
    const { lab } = await openLab(['a'])
    await lab.openRun('a')
    await lab.updateRun('a', { name: 'Mine' })
    await lab.updateRun('a', { name: null })
    expect([lab.selected?.record.name, lab.runs.list[0].name]).toEqual(['Run a', 'Run a'])
  })

  it('is as it was when it cannot be written', async () => {
    const { lab } = await openLab(['a'], { updateRun: async () => refused })
    await lab.openRun('a')
    expect(await lab.updateRun('a', { starred: true })).toBe(false)
    expect([lab.runs.list[0].starred, lab.selected?.notes.starred]).toEqual([false, false])
    expect(lab.notices.entries[0].message).toBe(refused.message)
  })

  it('comes from elsewhere with the list', async () => {
    let starred = false
    const { lab } = await openLab([], {
      runs: async () => success({ runs: [listItem('a', { starred })], damaged: [] }),
    })
    await lab.openRun('a')
    starred = true
    lab.onEvent({ type: 'runs-changed' })
    await expect.poll(() => lab.selected?.notes.starred).toBe(true)
  })
})

describe('deleting', () => {
  it('asks with the number and the size, and leaves what trains', async () => {
    const { lab, calls } = await openLab(['a', 'b', 'new'])
    start(lab, 'new')
    lab.askToDelete(['a', 'b', 'new'])
    expect(lab.question).toMatchObject({ title: 'Delete 2 runs?', action: 'Delete 2 runs' })
    expect(lab.question?.message).toMatch(/2 runs \(2\.0 MB\) go to the system trash/)
    expect(calls).toEqual([])
    lab.question?.run()
    expect(calls).toEqual(['delete a b'])
    await expect.poll(() => lab.notices.entries[0]?.message).toBe('2 runs were moved to the trash.')
    expect(lab.runs.list.map(({ id }) => id)).toEqual(['new'])
  })

  it('leaves the experiment of the run that was looked at as a draft', async () => {
    const { lab } = await openLab(['a', 'b'])
    await lab.openRun('a')
    await lab.setOverlaid('b', true)
    lab.desk.stash = null
    await lab.deleteRuns(['a', 'b'])
    expect([lab.selected, lab.isEditing, lab.draft.origin]).toEqual([null, true, null])
    expect([lab.draft.experiment.name, lab.overlays]).toEqual(['As it was run', []])
  })

  it('that is refused keeps the runs', async () => {
    const { lab } = await openLab(['a'], { deleteRuns: async () => refused })
    expect(await lab.deleteRuns(['a'])).toBe(false)
    expect(lab.runs.list).toHaveLength(1)
  })
})

describe('a run repeated with changes', () => {
  it('is a draft of its own, and the draft before it comes back from the notice', async () => {
    const { lab } = await openLab(['a'])
    lab.draft.rename('Before')
    await lab.repeatWithChanges('a')
    expect([lab.selected, lab.step]).toEqual([null, 'model'])
    expect(lab.draft.experiment.name).toBe('Run a, changed')
    lab.notices.entries[0].action?.run()
    expect(lab.draft.experiment.name).toBe('Before')
  })
})

describe('training on from a run', () => {
  it('is a draft with its layers and texts, and data that are still to be chosen', async () => {
    const { lab } = await openLab(['a'])
    const run = await lab.runs.open('a')
    if (!run.ok) throw new Error(run.message)
    await lab.trainOn('a')
    const { name, model, text, training, data } = lab.draft.experiment
    expect([lab.selected, lab.step, name]).toEqual([null, 'data', 'Run a, trained on'])
    expect({ model, text }).toEqual({
      model: run.value.experiment.model,
      text: run.value.experiment.text,
    })
    expect(training).toEqual({ ...run.value.experiment.training, startFrom: '/runs/a' })
    expect([data.path, data.text, data.label]).toEqual(['', null, null])
    expect(lab.problem?.message).toBe('There are no data yet. Choose a file or a folder.')
  })

  it('keeps data that the lab makes', async () => {
    const { lab } = await openLab(['a'])
    lab.changes.useGenerator({ type: 'dates', rows: 500, seed: 1 })
    const experiment = lab.draft.snapshot()
    const continued = continuedFrom({ folder: '/runs/a', name: 'Dates', experiment })
    expect(continued.data).toEqual(experiment.data)
  })

  it('asks nothing of the classes of the data, which are the run’s', async () => {
    const { lab } = await openLab(['a'])
    lab.data.adopt({
      ...{ key: 'k', task: 'classification', data: lab.draft.experiment.data },
      report: { classes: [{}, {}, {}] } as unknown as DatasetReport, // all that is read here
      ...{ baselines: [], findings: null },
    })
    expect(lab.draft.problems).toHaveLength(1)
    lab.draft.setTraining({ startFrom: 'a' })
    expect(lab.draft.problems).toEqual([])
  })

  it('is chosen for a draft too, with the layers and texts of the run, and undone as one step', async () => {
    const { lab } = await openLab(['a'])
    lab.draft.setText({ vocabularySize: 77 })
    lab.draft.layers.remove(1)
    const before = lab.draft.snapshot()
    expect(await lab.startDraftFrom('a')).toBe(true)
    const { text, model, training } = lab.draft.experiment
    expect([text.vocabularySize, model.layers.length, training.startFrom]).toEqual([
      2000,
      3,
      '/runs/a',
    ])
    lab.draft.undo()
    expect(lab.draft.snapshot()).toEqual(before)
  })

  it('says at the layer what does not fit that run, until it does', async () => {
    const { lab } = await openLab(['a'])
    await lab.startDraftFrom('a')
    expect(lab.draft.problems).toEqual([])
    lab.draft.edit('units', ({ model }) => Object.assign(model.layers[1], { units: 16 }))
    expect(lab.draft.problemAt('model.layers.1.units')).toBe(
      'It is 16 here and 32 in the run "Run a" that training starts from; both have to be the same.',
    )
    lab.draft.setTraining({ startFrom: null })
    expect(lab.draft.problems).toEqual([])
  })

  it('from a run that cannot be read says so', async () => {
    const { lab } = await openLab(['a'], { run: async () => refused })
    expect(await lab.startDraftFrom('a')).toBe(false)
    expect(lab.notices.entries[0].message).toBe(refused.message)
  })

  it.each<[string | null, string | null, string | undefined]>([
    [null, null, undefined],
    ['a', 'Run a', 'a'],
    ['/runs/a', 'Run a', 'a'],
    ['/elsewhere/imdb-lstm', 'imdb-lstm', undefined],
  ])('from %s is named %s', (startFrom, name, id) => {
    const experiment = firstExperiment('sample.csv')
    experiment.training.startFrom = startFrom
    expect(startName([listItem('a')], experiment)).toBe(name)
    expect(startRun([listItem('a')], startFrom)?.id).toBe(id)
  })

  it('offers the runs of the task that have a model', () => {
    const runs = [
      listItem('a'),
      listItem('b', { hasModel: false }),
      listItem('c', { task: 'tagging' }),
      listItem('d', { tags: ['long texts'] }),
    ]
    const found = (search: string) => findStarts(runs, 'classification', search).map(({ id }) => id)
    expect([found(''), found(' LONG'), found('run a'), found('zzz')]).toEqual([
      ['a', 'd'],
      ['d'],
      ['a'],
      [],
    ])
  })
})

describe('a list that is read while it changes', () => {
  it('is read once more, and not for each change', async () => {
    let reads = 0
    const { lab } = await openLab([], {
      runs: async () => {
        reads++
        return success({ runs: [listItem('a', record('a'))], damaged: [] })
      },
    })
    reads = 0
    for (let change = 0; change < 5; change++) lab.onEvent({ type: 'runs-changed' })
    await lab.runs.refresh()
    expect(reads).toBe(2)
  })
})
