// What the window host does for the page, call by call.
import { shell, type BrowserWindow } from 'electron'
import type { Background } from './background'
import {
  chooseDataFiles,
  chooseDataFolder,
  chooseExportFolder,
  chooseImportFile,
  chooseImportFolder,
  chooseVocabularyFile,
} from './dialogs'
import { openExperiment, saveExperiment } from './experiment-files'
import type { Grants } from './grants'
import { lookAtImport } from './import-look'
import type { DesktopHost } from './ipc'
import { showNotification } from './notify'
import type { Places } from './places'
import { saveFile } from './save-file'

/** Builds the answers to the page. */
export function createDesktopHost(
  window: BrowserWindow,
  grants: Grants,
  places: Places,
  background: Background,
): DesktopHost {
  return {
    chooseDataFiles: () => chooseDataFiles(window, grants),
    chooseDataFolder: () => chooseDataFolder(window, grants),
    chooseExportFolder: (name) => chooseExportFolder(window, grants, name),
    chooseImportFile: () => chooseImportFile(window, grants),
    chooseImportFolder: () => chooseImportFolder(window, grants),
    chooseVocabularyFile: () => chooseVocabularyFile(window, grants),
    lookAtImport: async (path) => (grants.covers(path) ? lookAtImport(path) : null),
    openExperiment: () => openExperiment(window, grants),
    saveExperiment: (name, text) => saveExperiment(window, grants, name, text),
    saveFile: (name, content) => saveFile(window, grants, name, content),
    grantDrop: async (path) => grants.add(path),
    showInFolder: async (path) => {
      const allowed = grants.covers(path, places.home)
      if (allowed) shell.showItemInFolder(path)
      return allowed
    },
    setProgress: (title, progress) => {
      background.setTitle(title)
      window.setTitle(title || 'Unroll')
      window.setProgressBar(progress ?? -1)
    },
    notify: (title, body) => {
      // Without its window the lab tells of the end itself.
      if (background.isOn || window.isFocused()) return
      showNotification(title, body, { onClick: () => background.showWindow() })
    },
  }
}
