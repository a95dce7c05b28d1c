// The native menu: what it offers is sent to the page as a command.
import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron'
import type { Activity } from '#shared/domain/activity'
import type { DesktopCommand } from '#shared/protocol/desktop-api'
import { pageMessages } from '#shared/protocol/desktop-channels'
import { closingChoices, type ClosingChoice } from './closing-choice'

type Item = MenuItemConstructorOptions
type Send = (command: DesktopCommand) => void

export interface MenuOptions {
  readonly developer: boolean
  /** What closing the window while training does now. */
  readonly closingChoice: ClosingChoice
  readonly changeClosingChoice: (choice: ClosingChoice) => void
}

/** Gives a function that sends a command to the window's page. */
export function commandSender(window: BrowserWindow): Send {
  return (command) => {
    if (!window.isDestroyed()) window.webContents.send(pageMessages.command, command)
  }
}

/** Sets the application menu. */
export function setMenu(send: Send, options: MenuOptions): void {
  const mac = process.platform === 'darwin'
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(send, { ...options, mac })))
}

/** The menu as data. Reloading and the developer tools are for developers alone. */
export function menuTemplate(send: Send, options: MenuOptions & { readonly mac: boolean }): Item[] {
  const item = (label: string, command: DesktopCommand, accelerator?: string): Item => ({
    label,
    click: () => send(command),
    ...(accelerator && { accelerator }),
  })
  return [
    ...(options.mac ? [macMenu(item)] : []),
    fileMenu(item, options.mac),
    { role: 'editMenu' },
    trainMenu(item, options),
    viewMenu(item, options.developer),
    { role: 'windowMenu' },
    helpMenu(item),
  ]
}

type MakeItem = (label: string, command: DesktopCommand, accelerator?: string) => Item

const line: Item = { type: 'separator' }

function macMenu(item: MakeItem): Item {
  return {
    label: 'Unroll',
    submenu: [
      item('About Unroll', 'about'),
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  }
}

function fileMenu(item: MakeItem, mac: boolean): Item {
  return {
    label: '&File',
    submenu: [
      item('New experiment', 'new', 'CmdOrCtrl+N'),
      item('Open experiment…', 'open-experiment', 'CmdOrCtrl+O'),
      item('Save experiment…', 'save-experiment', 'CmdOrCtrl+S'),
      line,
      item('Open data…', 'open-data', 'CmdOrCtrl+Shift+O'),
      line,
      item('Import…', 'import', 'CmdOrCtrl+I'),
      item('Show runs folder', 'open-runs-folder'),
      line,
      { role: mac ? 'close' : 'quit' },
    ],
  }
}

/** What only a run that trains can be asked for cannot be chosen before `showActivity` says that there is one. */
function trainMenu(item: MakeItem, options: MenuOptions): Item {
  return {
    label: '&Training',
    submenu: [
      item('Train', 'train', 'CmdOrCtrl+Enter'),
      { ...item('Pause', 'pause', 'CmdOrCtrl+Shift+P'), id: 'pause', enabled: false },
      { ...item('Go on', 'go-on'), id: 'go-on', enabled: false },
      { ...item('Stop', 'stop', 'CmdOrCtrl+.'), id: 'stop', enabled: false },
      line,
      { label: 'When the window is closed', submenu: closingItems(options) },
    ],
  }
}

const closingLabels: Readonly<Record<ClosingChoice, string>> = {
  ask: 'Ask',
  background: 'Keep training in the background',
  quit: 'Pause and quit',
}

function closingItems({ closingChoice, changeClosingChoice }: MenuOptions): Item[] {
  return closingChoices.map((choice) => ({
    label: closingLabels[choice],
    id: closingId(choice),
    type: 'radio',
    checked: choice === closingChoice,
    click: () => changeClosingChoice(choice),
  }))
}

const closingId = (choice: ClosingChoice): string => `closing-${choice}`

/** Lets the run that trains, if there is one, be paused, gone on with and stopped by the menu. */
export function showActivity({ run }: Activity): void {
  const menu = Menu.getApplicationMenu()
  const states = { pause: run && !run.isPaused, 'go-on': run?.isPaused, stop: run }
  for (const [id, isPossible] of Object.entries(states)) {
    const item = menu?.getMenuItemById(id)
    if (item) item.enabled = Boolean(isPossible)
  }
}

/** Ticks what was chosen. */
export function showClosingChoice(choice: ClosingChoice): void {
  const item = Menu.getApplicationMenu()?.getMenuItemById(closingId(choice))
  if (item) item.checked = true
}

function viewMenu(item: MakeItem, developer: boolean): Item {
  return {
    label: '&View',
    submenu: [
      item('Data', 'step-1', 'CmdOrCtrl+1'),
      item('Model', 'step-2', 'CmdOrCtrl+2'),
      item('Train', 'step-3', 'CmdOrCtrl+3'),
      item('Inspect', 'step-4', 'CmdOrCtrl+4'),
      item('Export', 'step-5', 'CmdOrCtrl+5'),
      line,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      line,
      { role: 'togglefullscreen' },
      ...developerItems(developer),
    ],
  }
}

function developerItems(developer: boolean): Item[] {
  return developer ? [line, { role: 'reload' }, { role: 'toggleDevTools' }] : []
}

function helpMenu(item: MakeItem): Item {
  return {
    role: 'help',
    label: '&Help',
    submenu: [
      item('Keyboard shortcuts', 'shortcuts', 'CmdOrCtrl+/'),
      item('About Unroll', 'about'),
    ],
  }
}
