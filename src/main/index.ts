// Starts the desktop lab: an ordered list of set-up calls.
import { app } from 'electron'
import type { EngineReport } from '#shared/protocol/engine-messages'
import { registerAppScheme, serveApp } from './app-protocol'
import { Background } from './background'
import { askBeforeClosing, quitAfterEngine } from './closing'
import { KeptClosingChoice } from './closing-choice'
import { createDesktopHost } from './desktop-host'
import { EngineHost } from './engine-host'
import { Grants } from './grants'
import { answerPage } from './ipc'
import { createKeepAwake } from './keep-awake'
import { commandSender, setMenu, showActivity, showClosingChoice } from './menu'
import { findPlaces, useHome } from './places'
import { confineAllContents, confineSession } from './security'
import { TrayIcon } from './tray'
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
  const window = createWindow(places)
  const send = commandSender(window)
  const tray = new TrayIcon({ show: () => background.showWindow(), send, quit: () => app.quit() })
  const background = new Background(window, tray)

  const grants: Grants = new Grants((path) => engine.grant(path))
  const engine = new EngineHost({
    file: places.engine,
    env: { ...process.env, UNROLL_HOME: places.home, UNROLL_RESOURCES: places.resources },
    granted: () => grants.all(),
    ...followEngine(background),
  })
  engine.start()
  quitAfterEngine(engine)

  const choice = new KeptClosingChoice(places.closingChoice, showClosingChoice)
  askBeforeClosing({ window, background, choice })
  setMenu(send, {
    developer: !app.isPackaged,
    closingChoice: choice.current,
    changeClosingChoice: (wanted) => choice.change(wanted),
  })
  answerPage(window, createDesktopHost(window, grants, places, background))
  window.webContents.on('did-finish-load', () => engine.connect(window.webContents))
  app.on('second-instance', () => background.showWindow())
  // macOS: a click on the dock; it comes with the start too, before the page has anything to show.
  app.on('activate', () => background.isOn && background.showWindow())
  loadPage(window)
}

/** Everything that depends on what is under way. */
function followEngine(background: Background): {
  onReport(report: EngineReport): void
  onLost(): void
} {
  const keepAwake = createKeepAwake()
  const follow = (): void => {
    keepAwake(background.isUnderWay)
    showActivity(background.activity)
  }
  return {
    onReport: (report) => {
      background.take(report)
      follow()
    },
    onLost: () => {
      background.engineLost()
      follow()
    },
  }
}
