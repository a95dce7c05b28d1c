// Asks once before a window that trains is closed, and lets the engine finish before the app ends.
import { app, dialog, type BrowserWindow } from 'electron'
import type { EngineHost } from './engine-host'

export interface Closing {
  /** Whether a run is on, as the page reports it. */
  training: boolean
}

/** Closing while a run trains asks first; whoever closes again or sends a signal has answered. */
export function askBeforeClosing(window: BrowserWindow): Closing {
  const closing: Closing = { training: false }
  let asked = false
  let sure = false
  window.on('close', (event) => {
    if (!closing.training || sure) return
    event.preventDefault()
    if (asked) return
    asked = true
    void ask(window).then((yes) => {
      asked = false
      sure = yes
      if (yes && !window.isDestroyed()) window.close()
    })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      sure = true
      app.quit()
    })
  }
  return closing
}

async function ask(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Stop training and close?',
    detail: 'The run is stopped after the step under way. What it has learned is kept.',
    buttons: ['Stop and close', 'Keep training'],
    defaultId: 1,
    cancelId: 1,
  })
  return response === 0
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
