// The engine's life as the window host sees it: started, granted, handed to pages, lost, started again, given up, ended.
import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EngineHost, type Page } from '../../src/main/engine-host'

class FakeEngine extends EventEmitter {
  pid: number | undefined
  readonly messages: unknown[] = []
  postMessage(message: unknown): void {
    this.messages.push(message)
  }
  spawned(): void {
    this.pid = 1
    this.emit('spawn')
  }
}

const { forked } = vi.hoisted(() => ({ forked: [] as unknown[] }))
vi.mock('electron', () => ({
  MessageChannelMain: class {
    port1 = {}
    port2 = {}
  },
  utilityProcess: {
    fork: () => {
      const engine = new FakeEngine()
      forked.push(engine)
      return engine
    },
  },
}))

const engineAt = (index: number): FakeEngine => forked[index] as FakeEngine // only these are forked
const seen: unknown[] = []
const heard: unknown[] = []
const page = {
  isDestroyed: () => false,
  postMessage: (_channel: string, message: unknown) => seen.push(message),
  send: (_channel: string, message: unknown) => seen.push(message),
} as unknown as Page // the three methods that are called
const connected = { type: 'connect' }

let host: EngineHost
beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'error').mockImplementation(() => {})
  forked.length = 0
  seen.length = 0
  heard.length = 0
  host = new EngineHost({
    file: '/engine.js',
    env: {},
    granted: () => ['/data/a.csv'],
    onReport: (report) => heard.push(report),
    onLost: () => heard.push('lost'),
  })
  host.start()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('the engine host', () => {
  it('grants and hands out a port once the engine is there, whichever comes first', () => {
    host.connect(page)
    expect(seen).toEqual([])
    engineAt(0).spawned()
    expect(engineAt(0).messages).toEqual([{ type: 'grant', path: '/data/a.csv' }, connected])
    expect(seen).toEqual([{ unrollLabPort: { reason: null } }])
    host.connect(page)
    expect(engineAt(0).messages.slice(2)).toEqual([connected])
  })

  it('tells the page of a death, starts again, grants again and says why a new port came', async () => {
    engineAt(0).spawned()
    host.connect(page)
    engineAt(0).emit('exit', 9)
    expect(seen.at(-1)).toEqual({
      unrollLabLost: {
        reason: 'its process ended unexpectedly (code 9). It is being started again.',
      },
    })
    await vi.advanceTimersByTimeAsync(0)
    engineAt(1).spawned()
    expect(engineAt(1).messages).toEqual([{ type: 'grant', path: '/data/a.csv' }, connected])
    expect(seen.at(-1)).toEqual({
      unrollLabPort: { reason: 'its process ended unexpectedly (code 9).' },
    })
  })

  it('gives up after five deaths in a minute and says so to every page that loads', async () => {
    host.connect(page)
    for (let death = 0; death < 5; death++) {
      engineAt(death).emit('exit', 1)
      await vi.advanceTimersByTimeAsync(3000)
    }
    expect(forked).toHaveLength(5)
    const gaveUp = { unrollLabLost: { reason: expect.stringContaining('not started again') } }
    expect(seen.at(-1)).toEqual(gaveUp)
    seen.length = 0
    host.connect(page)
    expect(seen).toEqual([gaveUp])
  })

  it('passes on what the engine tells and that it was lost, until it is asked to finish', async () => {
    const report = { type: 'activity', activity: { run: null, waiting: 2, study: null } }
    engineAt(0).spawned()
    engineAt(0).emit('message', report)
    engineAt(0).emit('exit', 9)
    expect(heard).toEqual([report, 'lost'])
    await vi.advanceTimersByTimeAsync(0)
    engineAt(1).spawned()
    const ended = host.shutdown()
    engineAt(1).emit('message', report)
    engineAt(1).emit('exit', 0)
    await ended
    expect(heard).toHaveLength(2)
  })

  it('ends the engine by asking, and does not start it again', async () => {
    engineAt(0).spawned()
    const ended = host.shutdown()
    expect(engineAt(0).messages.at(-1)).toEqual({ type: 'shutdown' })
    engineAt(0).emit('exit', 0)
    await ended
    await vi.advanceTimersByTimeAsync(5000)
    expect(forked).toHaveLength(1)
  })

  it('kills an engine that does not end within half a minute', async () => {
    engineAt(0).spawned()
    const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
      engineAt(0).emit('exit', 9)
      return true
    })
    const ended = host.shutdown()
    await vi.advanceTimersByTimeAsync(29_000)
    expect(kill).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1000)
    await ended
    expect(kill).toHaveBeenCalledWith(1, 'SIGKILL')
  })
})
