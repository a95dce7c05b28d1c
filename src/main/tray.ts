// The tray icon of a lab that trains without its window: how far it is, and the way back.
import { Menu, Tray, type MenuItemConstructorOptions } from 'electron'
import { isUnderWay, type Activity } from '#shared/domain/activity'
import { plural } from '#shared/domain/format'
import type { DesktopCommand } from '#shared/protocol/desktop-api'
import { quitWords } from './closing-question'
import { trayImage } from './tray-image'

export interface TrayActions {
  readonly show: () => void
  readonly send: (command: DesktopCommand) => void
  readonly quit: () => void
}

export interface TrayState {
  readonly activity: Activity
  /** How far the run is, in words. */
  readonly line: string
}

/** An open menu must not change under the pointer many times a second. */
const pauseMs = 1000
/** Electron crashes on Linux when an icon goes while the desktop is still being told of it. */
const settleMs = 5000

export class TrayIcon {
  readonly #actions: TrayActions
  #tray: Tray | null = null
  #state: TrayState | null = null
  #timer: NodeJS.Timeout | null = null
  #leaving: NodeJS.Timeout | null = null

  constructor(actions: TrayActions) {
    this.#actions = actions
  }

  show(state: TrayState): void {
    this.#state = state
    if (this.#leaving) clearTimeout(this.#leaving)
    this.#leaving = null
    if (!this.#tray) {
      this.#tray = new Tray(trayImage())
      this.#tray.on('click', this.#actions.show)
    }
    this.#draw()
  }

  /** Follows the run, a second late at most; nothing happens while it is hidden. */
  update(state: TrayState): void {
    this.#state = state
    if (this.#tray) this.#timer ??= setTimeout(() => this.#draw(), pauseMs)
  }

  /** Takes the icon away in a moment, unless it is wanted again by then. */
  hide(): void {
    if (!this.#tray || this.#leaving) return
    this.#leaving = setTimeout(() => this.#remove(), settleMs)
    this.#leaving.unref()
  }

  #remove(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#leaving = null
    this.#tray?.destroy()
    this.#tray = null
  }

  #draw(): void {
    this.#timer = null
    if (!this.#tray || !this.#state) return
    this.#tray.setToolTip(this.#state.line)
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayMenu(this.#state, this.#actions)))
  }
}

/** The tray's menu as data. */
export function trayMenu(
  { activity, line }: TrayState,
  { show, send, quit }: TrayActions,
): MenuItemConstructorOptions[] {
  const { run, waiting, study } = activity
  const queue = `${plural(waiting, 'run')} ${waiting === 1 ? 'waits' : 'wait'}`
  return [
    { label: line, enabled: false },
    ...(study ? [{ label: study, enabled: false }] : []),
    ...(waiting > 0 ? [{ label: queue, enabled: false }] : []),
    { type: 'separator' },
    { label: 'Show Unroll', click: show },
    ...(run ? [runItem(run.isPaused, send), { label: 'Stop', click: () => send('stop') }] : []),
    { type: 'separator' },
    { label: isUnderWay(activity) ? quitWords(activity) : 'Quit', click: quit },
  ]
}

function runItem(
  isPaused: boolean,
  send: (command: DesktopCommand) => void,
): MenuItemConstructorOptions {
  return isPaused
    ? { label: 'Go on', click: () => send('go-on') }
    : { label: 'Pause', click: () => send('pause') }
}
