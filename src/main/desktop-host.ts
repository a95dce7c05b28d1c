// What the window host does for the page, call by call.
import { Notification, shell, type BrowserWindow } from 'electron'
import type { Closing } from './closing'
import { chooseDataFile, chooseDataFolder, chooseExportFolder } from './dialogs'
import { openExperiment, saveExperiment } from './experiment-files'
import type { Grants } from './grants'
import type { DesktopHost } from './ipc'
import type { Places } from './places'

/** Builds the answers to the page. */
export function createDesktopHost(
  window: BrowserWindow,
  grants: Grants,
  places: Places,
  closing: Closing,
): DesktopHost {
  return {
    chooseDataFile: () => chooseDataFile(window, grants),
    chooseDataFolder: () => chooseDataFolder(window, grants),
    chooseExportFolder: () => chooseExportFolder(window, grants),
    openExperiment: () => openExperiment(window, grants),
    saveExperiment: (name, text) => saveExperiment(window, grants, name, text),
    grantDrop: async (path) => grants.add(path),
    showInFolder: async (path) => {
      const allowed = grants.covers(path, places.home)
      if (allowed) shell.showItemInFolder(path)
      return allowed
    },
    setProgress: (title, progress) => {
      closing.training = progress !== null
      window.setTitle(title || 'Unroll')
      window.setProgressBar(progress ?? -1)
    },
    notify: (title, body) => notify(window, title, body),
  }
}

/** Tells a person who is looking elsewhere; a click brings the lab back. */
function notify(window: BrowserWindow, title: string, body: string): void {
  if (window.isFocused() || !Notification.isSupported()) return
  const notification = new Notification({ title, body })
  notification.on('click', () => {
    window.show()
    window.focus()
  })
  notification.show()
}
