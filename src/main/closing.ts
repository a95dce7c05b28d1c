// Closing the window or quitting while something trains: asks, trains on in the background, or pauses and ends.
import { app, powerMonitor, type BrowserWindow } from 'electron'
import type { Background } from './background'
import type { KeptClosingChoice } from './closing-choice'
import { askWhatToDo } from './closing-question'
import type { EngineHost } from './engine-host'

export interface ClosingOptions {
  readonly window: BrowserWindow
  readonly background: Background
  readonly choice: KeptClosingChoice
}

/** Whoever has answered, quits from the background, ends the session or sends a signal is not asked. */
export function askBeforeClosing(options: ClosingOptions): void {
  const { window, background, choice } = options
  let isSure = false
  let isQuitting = false
  let isAsking = false
  const quit = (): void => {
    isSure = true
    app.quit()
  }

  async function ask(): Promise<void> {
    isAsking = true
    background.showWindow()
    const answer = await askWhatToDo(window, background.activity)
    isAsking = false
    if (answer.choice && answer.isForAlways) choice.change(answer.choice)
    if (answer.choice === 'background') await background.enter()
    else if (answer.choice === 'quit') quit()
  }

  app.on('before-quit', () => (isQuitting = true))
  window.on('close', (event) => {
    const wantsToQuit = isQuitting
    isQuitting = false
    if (isSure || !background.isUnderWay || (wantsToQuit && background.isOn)) return
    // What was remembered about closing a window does not make Quit mean anything else.
    const decided = wantsToQuit && choice.current !== 'ask' ? 'quit' : choice.current
    if (decided === 'quit') return
    event.preventDefault()
    if (decided === 'background') void background.enter()
    else if (!isAsking) void ask()
  })
  quitOnSignals(quit)
  quitWithSession(window, quit)
}

function quitOnSignals(quit: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quit)
}

/** When the system shuts down or the person logs off; on Linux and macOS it waits for us. */
function quitWithSession(window: BrowserWindow, quit: () => void): void {
  const wait = (event: { preventDefault(): void }): void => {
    event.preventDefault()
    quit()
  }
  powerMonitor.on('shutdown', wait as () => void) // Electron's types leave out the event that its manual names
  window.on('query-session-end', quit)
}

/** Ends the app when its window is closed, after the engine has finished. */
export function quitAfterEngine(engine: EngineHost): void {
  let finished = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (finished) return
    event.preventDefault()
    void engine.shutdown().then(() => {
      finished = true
      app.quit()
    })
  })
}
