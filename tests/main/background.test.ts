// A lab without its window: what it tells, when it comes back, and when it ends by itself.
import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { noActivity, type Activity } from '#shared/domain/activity'
import type { RunRecord } from '#shared/domain/run'
import type { EngineReport } from '#shared/protocol/engine-messages'
import { Background } from '../../src/main/background'
import type { TrayIcon } from '../../src/main/tray'

interface Shown extends EventEmitter {
  readonly title: string
}
const host = vi.hoisted(() => ({ shown: [] as Shown[], isSupported: true, quit: vi.fn() }))
vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events')
  class Notification extends Emitter {
    static readonly isSupported = () => host.isSupported
    readonly title: string
    constructor({ title }: { title: string }) {
      super()
      this.title = title
    }
    show(): void {
      host.shown.push(this)
    }
  }
  return { app: { quit: host.quit }, Notification }
})

const run = { name: 'LSTM', isPaused: false }
const ended = (state: RunRecord['state'], goesOn = false): EngineReport => ({
  type: 'ended',
  record: { name: 'LSTM', state, bestValAccuracy: 0.9, message: null } as RunRecord, // the fields that are read
  goesOn,
})
const activity = (of: Activity): EngineReport => ({ type: 'activity', activity: of })

/** A window whose methods are kept as a list of names. */
function fakeWindow() {
  const did: string[] = []
  const note = (name: string) => () => void did.push(name)
  const state = { isMinimized: () => false, isDestroyed: () => false }
  const methods = { hide: note('hide'), minimize: note('minimize'), show: note('show') }
  const window = Object.assign(new EventEmitter(), state, methods, { focus: note('focus') })
  return { did, window }
}

let did: string[]
let window: EventEmitter
let background: Background
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  host.shown.length = 0
  host.isSupported = true
  host.quit.mockClear()
  const fake = fakeWindow()
  did = fake.did
  window = fake.window
  const tray = {
    show: () => did.push('tray'),
    hide: () => did.push('no tray'),
    update: () => {},
  }
  background = new Background(
    fake.window as unknown as BrowserWindow, // the methods that are called
    tray as unknown as TrayIcon, // the methods that are called
  )
  background.take(activity({ run, waiting: 0, study: null }))
})
afterEach(() => vi.useRealTimers())

/** Goes to the background and forgets how. */
async function enter(): Promise<void> {
  await background.enter()
  did.length = 0
}

const titles = (): string[] => host.shown.map(({ title }) => title)

it('says nothing and ends nothing while the window is there', () => {
  background.take(ended('done'))
  background.take(activity(noActivity))
  expect(titles()).toEqual([])
  expect(host.quit).not.toHaveBeenCalled()
})

it('takes the window away, and ends at once when all has ended meanwhile', async () => {
  await background.enter()
  expect(background.isOn).toBe(true)
  expect([['tray', 'hide'], ['minimize']]).toContainEqual(did)
  expect(host.quit).not.toHaveBeenCalled()
  background.showWindow()
  background.take(activity(noActivity))
  await background.enter()
  expect(host.quit).toHaveBeenCalledOnce()
})

it('tells of the end and ends when that was put away', async () => {
  await enter()
  background.take(ended('done'))
  background.take(activity(noActivity))
  expect(titles()).toEqual(['LSTM has trained'])
  expect(host.quit).not.toHaveBeenCalled()
  host.shown[0].emit('close')
  expect(host.quit).toHaveBeenCalledOnce()
})

it('ends after a minute when the system never says what became of the notification', async () => {
  await enter()
  background.take(ended('done'))
  background.take(activity(noActivity))
  await vi.advanceTimersByTimeAsync(59_000)
  expect(host.quit).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1000)
  expect(host.quit).toHaveBeenCalledOnce()
})

it('ends at once where there are no notifications', async () => {
  host.isSupported = false
  await enter()
  background.take(ended('done'))
  background.take(activity(noActivity))
  expect(host.quit).toHaveBeenCalledOnce()
})

it.each<[string, () => void]>([
  ['a click on the notification', () => host.shown[0].emit('click')],
  ['the task bar', () => window.emit('restore')],
])('stays when %s brings the window back', async (_way, comeBack) => {
  await enter()
  background.take(ended('done'))
  background.take(activity(noActivity))
  comeBack()
  expect(background.isOn).toBe(false)
  expect(did).toContain('no tray')
  host.shown[0].emit('close')
  await vi.advanceTimersByTimeAsync(120_000)
  expect(host.quit).not.toHaveBeenCalled()
})

it('tells of each failure of a queue, and of the end of all of it', async () => {
  await enter()
  background.take(activity({ run, waiting: 1, study: null }))
  background.take(ended('failed', true))
  background.take(activity({ run: null, waiting: 1, study: null }))
  host.shown[0].emit('close')
  expect(host.quit).not.toHaveBeenCalled()
  background.take(activity({ run, waiting: 0, study: null }))
  background.take(ended('done'))
  background.take(activity(noActivity))
  expect(titles()).toEqual(['LSTM failed', 'The queue is done: 2 runs'])
})

it('tells when the queue holds by itself, and waits for a click', async () => {
  await enter()
  background.take(ended('done', true))
  background.take(activity({ run: null, waiting: 1, study: null }))
  background.take({ type: 'held', reason: 'The data are gone.' })
  background.take(activity(noActivity))
  expect(titles()).toEqual(['The queue is held'])
  expect(host.quit).not.toHaveBeenCalled()
  host.shown[0].emit('click')
  expect(background.isOn).toBe(false)
})

it('waits on while a person has paused the run', async () => {
  await enter()
  background.take(activity({ run: { ...run, isPaused: true }, waiting: 2, study: null }))
  await vi.advanceTimersByTimeAsync(120_000)
  expect(host.quit).not.toHaveBeenCalled()
})

it('tells when the engine died with the run', async () => {
  await enter()
  background.engineLost()
  expect(titles()).toEqual(['LSTM was interrupted'])
  host.shown[0].emit('close')
  expect(host.quit).toHaveBeenCalledOnce()
})

it('tells of the end of a race and ends, though no run has ended', async () => {
  background.take(activity({ run: null, waiting: 0, study: 'The race "Cells"' }))
  await enter()
  expect(host.quit).not.toHaveBeenCalled()
  background.take(activity(noActivity))
  expect(titles()).toEqual(['The race "Cells" has ended'])
  host.shown[0].emit('close')
  expect(host.quit).toHaveBeenCalledOnce()
})

it('tells once when the engine died with a race', async () => {
  background.take(activity({ run: null, waiting: 0, study: 'The race "Cells"' }))
  await enter()
  background.engineLost()
  expect(titles()).toEqual(['The race "Cells" was interrupted'])
})
