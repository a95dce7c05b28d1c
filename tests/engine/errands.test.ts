// Work of the engine itself: told of by its request's id, at most some times a second, and ended by it.
import { expect, it } from 'vitest'
import type { LabEvent } from '#shared/protocol/lab-api'
import { Errands } from '../../src/engine/errands'

function open() {
  const events: LabEvent[] = []
  return { events, errands: new Errands((event) => events.push(event)) }
}

it('tells of the first piece of each phase, and not of every one', async () => {
  const { errands, events } = open()
  await errands.run('a', 'exporting', async (control) => {
    for (let done = 1; done <= 1000; done++) control.onProgress(done, 1000)
    control.enter('checking')
    control.onProgress(1, null)
  })
  expect(events[0]).toEqual({
    ...{ type: 'progress', id: 'a' },
    progress: { phase: 'exporting', done: 1, total: 1000, unit: 'bytes' },
  })
  expect(events.at(-1)).toMatchObject({ progress: { phase: 'checking', done: 1, total: null } })
  expect(events.length).toBeLessThan(1000)
})

it('ends what has the id, while it is under way', async () => {
  const { errands } = open()
  const seen: boolean[] = []
  await errands.run('a', 'importing', async (control) => {
    expect(errands.stop('b')).toBe(false)
    seen.push(control.isStopped())
    expect(errands.stop('a')).toBe(true)
    seen.push(control.isStopped())
  })
  expect(seen).toEqual([false, true])
  expect(errands.stop('a')).toBe(false)
})

it('is closed once what was under way has ended, and stops what comes later', async () => {
  const { errands } = open()
  const done: string[] = []
  let goOn = (): void => {}
  const waiting = new Promise<void>((resolve) => (goOn = resolve))
  const work = errands.run('a', 'importing', async (control) => {
    await waiting
    done.push(control.isStopped() ? 'tidied' : 'went on')
  })
  const closing = errands.close().then(() => done.push('closed'))
  goOn()
  await Promise.all([work, closing])
  expect(done).toEqual(['tidied', 'closed'])
  await errands.run('b', 'importing', async (control) => {
    expect(control.isStopped()).toBe(true)
  })
})
