// Training without the window: hidden behind a tray icon, or minimised; at the end it tells, and ends the app.
import { app, type BrowserWindow } from 'electron'
import { isOver, isUnderWay, noActivity, type Activity } from '#shared/domain/activity'
import { EndTeller } from '#shared/domain/end-teller'
import type { EngineReport } from '#shared/protocol/engine-messages'
import { showNotification } from './notify'
import { hasTray } from './tray-host'
import type { TrayIcon } from './tray'

/** How long the app waits for a click on the notification of the end, if the system does not say that it is gone. */
const lingerMs = 60_000

export class Background {
  readonly #window: BrowserWindow
  readonly #tray: TrayIcon
  readonly #ends = new EndTeller((title, body) => this.#notify(title, body))
  #activity = noActivity
  #line = 'Unroll'
  #isOn = false
  /** Notifications that a person may still click. */
  #pending = 0
  #linger: NodeJS.Timeout | null = null

  constructor(window: BrowserWindow, tray: TrayIcon) {
    this.#window = window
    this.#tray = tray
    window.once('closed', () => this.#leave())
    // However the window comes back, by the task bar or a second start, it is back.
    for (const event of ['show', 'restore'] as const) {
      window.on(event as 'show', () => this.#leave()) // the overloads name one event each
    }
  }

  get isOn(): boolean {
    return this.#isOn
  }

  get activity(): Activity {
    return this.#activity
  }

  get isUnderWay(): boolean {
    return isUnderWay(this.#activity)
  }

  /** Takes the window away and trains on; when all has ended meanwhile, the app ends at once. */
  async enter(): Promise<void> {
    if (this.#isOn) return
    const isTrayThere = await hasTray()
    if (this.#window.isDestroyed()) return
    if (isTrayThere) {
      this.#tray.show(this.#state)
      this.#window.hide()
    } else this.#window.minimize()
    this.#isOn = true
    this.#quitWhenOver()
  }

  /** Brings the window back, from wherever it is. */
  showWindow(): void {
    if (this.#window.isDestroyed()) return
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
    this.#leave()
  }

  /** Hears from the engine what is under way and what has ended. */
  take(report: EngineReport): void {
    if (report.type === 'ended') return this.#ends.tell(report.record, report.goesOn)
    if (report.type === 'held') return this.#notify('The queue is held', report.reason)
    const { study } = this.#activity
    this.#activity = report.activity
    if (study !== null && report.activity.study === null)
      this.#notify(`${study} has ended`, 'Open the lab to see what came of it.')
    this.#tray.update(this.#state)
    this.#quitWhenOver()
  }

  /** The engine died, and what trained with it. */
  engineLost(): void {
    const { run, study } = this.#activity
    this.#activity = { ...this.#activity, study: null }
    if (study) {
      this.#notify(`${study} was interrupted`, 'What it had by then is kept.')
    } else if (run) {
      const body = 'Open the lab to go on with it from its last checkpoint.'
      this.#notify(`${run.name} was interrupted`, body)
    }
    this.take({ type: 'activity', activity: noActivity })
  }

  /** The window's title says how far the run is. */
  setTitle(title: string): void {
    this.#line = title.replace(/ · Unroll$/, '') || 'Unroll'
    this.#tray.update(this.#state)
  }

  get #state() {
    return { activity: this.#activity, line: this.#line }
  }

  #leave(): void {
    this.#isOn = false
    this.#tray.hide()
    this.#stopWaiting()
  }

  /** While the window is there, the page tells of the ends. */
  #notify(title: string, body: string): void {
    if (!this.#isOn) return
    const onGone = (): void => {
      this.#pending--
      this.#quitWhenOver()
    }
    if (showNotification(title, body, { onClick: () => this.showWindow(), onGone })) this.#pending++
  }

  #quitWhenOver(): void {
    if (!this.#isOn || !isOver(this.#activity)) return this.#stopWaiting()
    if (this.#pending > 0) this.#linger ??= setTimeout(() => app.quit(), lingerMs)
    else app.quit()
  }

  #stopWaiting(): void {
    if (this.#linger) clearTimeout(this.#linger)
    this.#linger = null
  }
}
