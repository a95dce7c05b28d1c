// @vitest-environment ./tests/renderer/page-environment.ts
import { describe, expect, it } from 'vitest'
import { failure, success } from '#shared/protocol/result'
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

describe('importing', () => {
  it('shows the run that was copied', async () => {
    let ids: string[] = []
    const { lab } = await openLab([], {
      runs: async () => success({ runs: ids.map((id) => listItem(id)), damaged: [] }),
      importRun: async () => {
        ids = ['b']
        return success({ runId: 'b', folder: '/runs/b' })
      },
    })
    await lab.importRun('/elsewhere/b')
    expect(lab.selected?.id).toBe('b')
    expect(lab.notices.entries[0].message).toBe('Run b was imported.')
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
