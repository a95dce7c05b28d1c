// The one window: its size, its colours before the page has drawn, and its return after a crash of the page.
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { pageUrl } from './app-protocol'
import type { Places } from './places'
import { securePreferences } from './security'
import { readBounds, writeBounds } from './window-bounds'

const background = { light: '#fcfcfb', dark: '#1b1b1d' }
const reloadsPerMinute = 3

/** Creates the window, shown once the page has something to show. */
export function createWindow(places: Places): BrowserWindow {
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  const bounds = readBounds(places.windowState, areas)
  const window = new BrowserWindow({
    width: bounds?.width ?? 1280,
    height: bounds?.height ?? 800,
    ...(bounds && { x: bounds.x, y: bounds.y }),
    minWidth: 900,
    minHeight: 600,
    title: 'Unroll',
    show: false,
    backgroundColor: backgroundColor(),
    webPreferences: securePreferences(places.preload),
  })
  if (bounds?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => remember(window, places.windowState))
  window.on('page-title-updated', (event) => event.preventDefault())
  followTheme(window)
  reloadAfterCrash(window)
  return window
}

/** Loads the page. */
export function loadPage(window: BrowserWindow): void {
  window.loadURL(pageUrl).catch((error: unknown) => {
    console.error(`The page could not be loaded: ${String(error)}`)
  })
}

function remember(window: BrowserWindow, file: string): void {
  writeBounds(file, { ...window.getNormalBounds(), maximized: window.isMaximized() })
}

function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? background.dark : background.light
}

function followTheme(window: BrowserWindow): void {
  const update = (): void => window.setBackgroundColor(backgroundColor())
  nativeTheme.on('updated', update)
  window.once('closed', () => nativeTheme.off('updated', update))
}

/** The engine goes on without the page, so a page that crashed is simply loaded again, unless it keeps crashing. */
function reloadAfterCrash(window: BrowserWindow): void {
  let crashes: number[] = []
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return
    console.error(`The page ended unexpectedly (${details.reason}).`)
    crashes = [...crashes.filter((time) => performance.now() - time < 60_000), performance.now()]
    if (crashes.length <= reloadsPerMinute) loadPage(window)
  })
}
