// Starts the desktop lab: an ordered list of set-up calls.
import { app, type BrowserWindow } from 'electron'
import { registerAppScheme, serveApp } from './app-protocol'
import { askBeforeClosing, quitAfterEngine } from './closing'
import { createDesktopHost } from './desktop-host'
import { EngineHost } from './engine-host'
import { Grants } from './grants'
import { answerPage } from './ipc'
import { setMenu } from './menu'
import { findPlaces, useHome } from './places'
import { confineAllContents, confineSession } from './security'
import { createWindow, loadPage } from './window'

const places = findPlaces(import.meta.dirname)
app.setName('Unroll')
useHome(places)

// The lock lies in the home's folder, so there is one lab per home.
if (app.requestSingleInstanceLock()) {
  registerAppScheme()
  confineAllContents()
  // Awaiting readiness here would hold it back: Electron is ready once this module has run.
  void app.whenReady().then(start)
} else {
  console.error(`A lab is already open for ${places.home}; its window comes to the front.`)
  app.exit(0)
}

function start(): void {
  confineSession()
  serveApp(places.page)
  const grants: Grants = new Grants((path) => engine.grant(path))
  const engine = new EngineHost({
    file: places.engine,
    env: { ...process.env, UNROLL_HOME: places.home, UNROLL_RESOURCES: places.resources },
    granted: () => grants.all(),
  })
  engine.start()
  quitAfterEngine(engine)

  const window = createWindow(places)
  const closing = askBeforeClosing(window)
  setMenu(window, { developer: !app.isPackaged })
  answerPage(window, createDesktopHost(window, grants, places, closing))
  window.webContents.on('did-finish-load', () => engine.connect(window.webContents))
  app.on('second-instance', () => bringToFront(window))
  loadPage(window)
}

function bringToFront(window: BrowserWindow): void {
  if (window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
