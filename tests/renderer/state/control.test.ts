// @vitest-environment ./tests/renderer/page-environment.ts
import { describe, expect, it } from 'vitest'
import { failure, success } from '#shared/protocol/result'
import { firstExperiment } from '../../../src/renderer/src/state/first-experiment'
import { detail, end, openLab, queueOf, record, samplePath, start, steps } from './scripted-lab'

const position = { step: 41, epoch: 1, stepInEpoch: 41, stepsPerEpoch: 75 }
const pausedEvent = { type: 'run-paused', runId: 'new', position, reason: null } as const

describe('a run that is paused', () => {
  it('says where, is still under way, and goes on', async () => {
    const { lab, calls } = await openLab()
    start(lab, 'new')
    await lab.pause()
    expect(lab.control.wish).toBe('pause')
    lab.onEvent(pausedEvent)
    expect(lab.control.wish).toBeNull()
    expect(lab.training).toMatchObject({ isPaused: true, isUnderWay: true, position })
    expect(lab.runs.list[0].state).toBe('paused')
    await lab.togglePause()
    lab.onEvent({ type: 'run-went-on', runId: 'new' })
    expect(lab.training?.isRunning).toBe(true)
    expect(calls).toEqual(['pause new', 'goOn new'])
  })

  it('by a full disk says so, and can be stopped', async () => {
    const { lab, calls } = await openLab()
    start(lab, 'new')
    const reason = 'The disk is full.'
    lab.onEvent({ ...pausedEvent, reason })
    expect(lab.training?.pausedReason).toBe(reason)
    await lab.stop()
    end(lab, record('new', { state: 'stopped' }))
    expect([calls, lab.training, lab.control.wish]).toEqual([['stop new'], null, null])
  })

  it('can be stopped while it is being paused', async () => {
    const { lab, calls } = await openLab()
    start(lab, 'new')
    await lab.pause()
    await lab.stop()
    expect(calls).toEqual(['pause new', 'stop new'])
  })

  it('is not asked twice, and a refusal is said', async () => {
    const { lab } = await openLab([], {
      pause: async () => failure('run-unreadable', 'No such run.'),
    })
    start(lab, 'new')
    await Promise.all([lab.pause(), lab.pause()])
    expect(lab.control.wish).toBeNull()
    expect(lab.notices.entries.map((one) => one.message)).toEqual(['No such run.'])
  })
})

describe('a run that is taken up again', () => {
  const experiment = { ...firstExperiment(samplePath), name: 'As it was run' }
  const stored = detail('a', experiment, {
    record: record('a', { state: 'interrupted', position }),
    canResume: true,
    steps: steps(1),
  })

  it('shows what it had up to its checkpoint, and then what comes', async () => {
    const { lab, calls } = await openLab(['a'], { run: async () => success(stored) })
    await lab.openRun('a')
    expect(lab.selected).toMatchObject({ canResume: true, isUnderWay: false })
    await lab.resume('a')
    const resumed = record('a', { state: 'running', position })
    start(lab, 'a', { isResumed: true, record: resumed, experiment })
    lab.onEvent({ type: 'steps', runId: 'a', steps: steps(6) })
    expect(lab.selected).toMatchObject({ canResume: false, isUnderWay: true, isRunning: true })
    await expect.poll(() => lab.training?.steps.loss[0]).toBe(0.5)
    expect(lab.training?.steps.count).toBe(10)
    expect(calls).toContain('resume a {}')
  })

  it('keeps the draft that was edited', async () => {
    const { lab } = await openLab(['a'], { run: async () => success(stored) })
    lab.draft.rename('My draft')
    await lab.openRun('a')
    await lab.resume('a')
    start(lab, 'a', { isResumed: true, record: record('a', { state: 'running' }), experiment })
    expect(lab.draftToKeep()?.name).toBe('My draft')
  })

  it('waits its turn while another one trains', async () => {
    const waiting = { type: 'resume', id: 'q', name: 'Run a', addedAt: '', run: 'a' } as const
    const { lab } = await openLab(['a'], {
      enqueueResume: async () => success({ entries: [waiting], isHeld: false }),
    })
    start(lab, 'new')
    await lab.resume('a')
    expect(lab.queue.resuming.has('a')).toBe(true)
    expect(lab.notices.entries[0].message).toBe('Run a waits in the queue.')
  })
})

describe('a run that is discarded', () => {
  it('asks first, then is gone without a word of its end', async () => {
    const { lab, calls, notified } = await openLab()
    start(lab, 'new')
    lab.askToDiscard()
    expect(lab.question?.message).toContain('trash')
    lab.question?.run()
    end(lab, record('new', { state: 'stopped' }))
    await expect.poll(() => lab.notices.entries[0]?.message).toMatch(/moved to the trash/)
    expect(calls).toEqual(['discard new'])
    expect([lab.selected, lab.runs.list, notified]).toEqual([null, [], []])
  })
})

describe('the queue', () => {
  const enqueue = async () => success(queueOf(['first', 'second']))

  it('takes the draft while another run trains, with a way back', async () => {
    const cancelled: unknown[] = []
    const { lab } = await openLab([], {
      enqueue,
      cancelQueued: async (ids) => {
        cancelled.push(...ids)
        return success(queueOf())
      },
    })
    start(lab, 'new')
    lab.draft.rename('Changed')
    await lab.train()
    expect(lab.queue.entries.map(({ id }) => id)).toEqual(['first', 'second'])
    lab.notices.entries[0].action?.run()
    await expect.poll(() => lab.queue.entries).toEqual([])
    expect(cancelled).toEqual(['first'])
  })

  it('does not take the run that trains a second time', async () => {
    const { lab } = await openLab([], { enqueue })
    start(lab, 'new')
    await lab.train()
    expect(lab.queue.entries).toEqual([])
  })

  it('from before is held, and says so until it starts', async () => {
    const { lab } = await openLab([], {
      queue: async () => success(queueOf(['a', 'b'], true)),
      holdQueue: async (isHeld) => success(queueOf(['b'], isHeld)),
    })
    expect(lab.queue).toMatchObject({ isFromBefore: true, goesOn: false })
    await lab.queue.hold(false)
    expect(lab.queue).toMatchObject({ isFromBefore: false, goesOn: true })
  })

  it('shows a move at once, and as it was when it is refused', async () => {
    const { lab } = await openLab([], {
      queue: async () => success(queueOf(['a', 'b', 'c'])),
      moveQueued: async () => failure('write-failed', 'The queue could not be written.'),
    })
    const moved = lab.queue.move('c', 0)
    expect(lab.queue.entries.map(({ id }) => id)).toEqual(['c', 'a', 'b'])
    await moved
    await expect.poll(() => lab.queue.entries.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(lab.notices.entries[0].message).toBe('The queue could not be written.')
  })

  it('puts back what was removed, where it was', async () => {
    const moves: unknown[] = []
    const { lab } = await openLab([], {
      queue: async () => success(queueOf(['a', 'b'])),
      cancelQueued: async () => success(queueOf(['b'])),
      enqueue: async () => success(queueOf(['b', 'new'])),
      moveQueued: async (id, index) => {
        moves.push([id, index])
        return success(queueOf(['new', 'b']))
      },
    })
    await lab.control.cancelQueued(lab.queue.entries[0])
    lab.notices.entries[0].action?.run()
    await expect.poll(() => moves).toEqual([['new', 0]])
    expect(lab.queue.entries.map(({ id }) => id)).toEqual(['new', 'b'])
  })

  it('starts a run without taking a person away from a draft', async () => {
    const { lab } = await openLab()
    lab.draft.rename('Still being written')
    const before = lab.draft.json
    start(lab, 'queued', { experiment: { ...lab.draft.snapshot(), name: 'From the queue' } })
    expect([lab.selected, lab.draft.json, lab.training?.id]).toEqual([null, before, 'queued'])
  })

  it('takes a person who watches a run along to the next one', async () => {
    const { lab } = await openLab()
    const experiment = lab.draft.snapshot()
    start(lab, 'one')
    end(lab, record('one'))
    start(lab, 'two', { experiment: { ...experiment, name: 'The next' } })
    expect(lab.selected?.id).toBe('two')
  })

  it('is told of once at its end, and of each failure', async () => {
    const { lab, notified } = await openLab()
    lab.onEvent({ type: 'queue', queue: queueOf(['b', 'c']) })
    start(lab, 'a')
    end(lab, record('a'))
    expect(notified).toEqual([])
    lab.onEvent({ type: 'queue', queue: queueOf(['c']) })
    start(lab, 'b')
    end(lab, record('b', { state: 'failed' }))
    lab.onEvent({ type: 'queue', queue: queueOf() })
    start(lab, 'c')
    end(lab, record('c'))
    expect(notified).toEqual(['Run b failed', 'The queue is done: 3 runs'])
  })
})
