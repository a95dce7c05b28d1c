// The native menu: what it offers is sent to the page as a command.
import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron'
import type { DesktopCommand } from '#shared/protocol/desktop-api'
import { pageMessages } from '#shared/protocol/desktop-channels'

type Item = MenuItemConstructorOptions
type Send = (command: DesktopCommand) => void

/** Sets the application menu for the window. */
export function setMenu(window: BrowserWindow, options: { readonly developer: boolean }): void {
  const send: Send = (command) => {
    if (!window.isDestroyed()) window.webContents.send(pageMessages.command, command)
  }
  const mac = process.platform === 'darwin'
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(send, { ...options, mac })))
}

/** The menu as data. Reloading and the developer tools are for developers alone. */
export function menuTemplate(
  send: Send,
  options: { readonly developer: boolean; readonly mac: boolean },
): Item[] {
  const item = (label: string, command: DesktopCommand, accelerator?: string): Item => ({
    label,
    click: () => send(command),
    ...(accelerator && { accelerator }),
  })
  return [
    ...(options.mac ? [macMenu(item)] : []),
    fileMenu(item, options.mac),
    { role: 'editMenu' },
    trainMenu(item),
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
      { role: mac ? 'close' : 'quit' },
    ],
  }
}

function trainMenu(item: MakeItem): Item {
  return {
    label: '&Training',
    submenu: [item('Train', 'train', 'CmdOrCtrl+Enter'), item('Stop', 'stop', 'CmdOrCtrl+.')],
  }
}

function viewMenu(item: MakeItem, developer: boolean): Item {
  return {
    label: '&View',
    submenu: [
      item('Data', 'step-1', 'CmdOrCtrl+1'),
      item('Model', 'step-2', 'CmdOrCtrl+2'),
      item('Train', 'step-3', 'CmdOrCtrl+3'),
      item('Export', 'step-4', 'CmdOrCtrl+4'),
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
