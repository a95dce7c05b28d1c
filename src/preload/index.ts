// The bridge between the sandboxed page and the window host: one object, and the engine's port passed on.
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { DesktopApi, DesktopCommand, DroppedFile } from '#shared/protocol/desktop-api'
import { desktopCalls, desktopNotes, pageMessages } from '#shared/protocol/desktop-channels'

const call = (channel: string, ...args: unknown[]) => ipcRenderer.invoke(channel, ...args)

/** Empty for a File that the page made up itself: only a real file has a path. */
function pathOf(file: DroppedFile): string {
  return webUtils.getPathForFile(file as File) // shared code knows no DOM; the bridge hands over the page's File
}

const desktop = {
  chooseDataFiles: () => call(desktopCalls.chooseDataFiles),
  chooseDataFolder: () => call(desktopCalls.chooseDataFolder),
  chooseExportFolder: (name) => call(desktopCalls.chooseExportFolder, name),
  chooseImportFile: () => call(desktopCalls.chooseImportFile),
  chooseImportFolder: () => call(desktopCalls.chooseImportFolder),
  chooseVocabularyFile: () => call(desktopCalls.chooseVocabularyFile),
  lookAtImport: (path) => call(desktopCalls.lookAtImport, path),
  openExperiment: () => call(desktopCalls.openExperiment),
  saveExperiment: (name, text) => call(desktopCalls.saveExperiment, name, text),
  saveFile: (name, content) => call(desktopCalls.saveFile, name, content),
  grantDrop: async (file) => {
    const path = pathOf(file)
    return path === '' ? null : call(desktopCalls.grantDrop, path)
  },
  showInFolder: (path) => call(desktopCalls.showInFolder, path),
  setProgress: (title, progress) => ipcRenderer.send(desktopNotes.setProgress, title, progress),
  notify: (title, body) => ipcRenderer.send(desktopNotes.notify, title, body),
  platform: process.platform,
  versions: {
    electron: process.versions.electron,
    chrome: process.versions.chrome,
    node: process.versions.node,
  },
  onCommand: (listener) => {
    const pass = (_event: unknown, command: DesktopCommand): void => listener(command)
    ipcRenderer.on(pageMessages.command, pass)
    return () => void ipcRenderer.off(pageMessages.command, pass)
  },
} satisfies DesktopApi

contextBridge.exposeInMainWorld('desktop', desktop)

for (const channel of [pageMessages.labPort, pageMessages.labLost]) {
  ipcRenderer.on(channel, (event, message: unknown) => {
    window.postMessage(message, location.origin, [...event.ports])
  })
}
