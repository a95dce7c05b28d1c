// Writes that wait for room: in order, none lost, told once, and ended by giving up.
import { describe, expect, it } from 'vitest'
import { PatientWrites } from '../../../src/engine/runs/patient-writes'
import { failure, type Failure } from '#shared/protocol/result'

const full = failure('disk-full', 'full')

/** Writes onto a disk that is full for some attempts. */
function open({ fullFor = 0, retryMs = 1, other = null as Failure | null } = {}) {
  const told: string[] = []
  let left = fullFor
  const writes = new PatientWrites({
    retryMs,
    onFull: () => told.push('full'),
    onRoom: () => told.push('room'),
    onFailure: ({ code }) => told.push(code),
  })
  const add = (name: string, done?: () => void): void =>
    writes.add(async () => {
      if (left-- > 0) return full
      if (other) return other
      told.push(name)
      return null
    }, done)
  return { writes, told, add }
}

describe('PatientWrites', () => {
  it('waits for room and loses nothing', async () => {
    const { writes, told, add } = open({ fullFor: 3 })
    add('first', () => told.push('first is on disk'))
    add('second')
    await writes.settle()
    expect(told).toEqual(['full', 'first', 'room', 'first is on disk', 'second'])
    expect(writes.isFull).toBe(false)
  })

  it.each([0, 1])(
    'does not wait any more after giving up (before the write: %i)',
    async (before) => {
      const { writes, told, add } = open({ fullFor: 100, retryMs: 60_000 })
      if (before) writes.giveUp()
      add('first', () => told.push('done'))
      await new Promise(setImmediate)
      writes.giveUp()
      await writes.settle()
      expect(told).toEqual(before ? ['disk-full'] : ['full', 'disk-full'])
      expect(writes.failure).toEqual(full)
    },
  )

  it('writes nothing after another failure, and tells of it once', async () => {
    const { writes, told, add } = open({ other: failure('write-failed', 'no permission') })
    add('first')
    add('second')
    await writes.settle()
    expect(told).toEqual(['write-failed'])
  })
})
