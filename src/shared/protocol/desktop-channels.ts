// The names of the messages between the preload and the window host; written once for both.

/** Calls that answer. */
export const desktopCalls = {
  chooseDataFiles: 'desktop:choose-data-files',
  chooseDataFolder: 'desktop:choose-data-folder',
  chooseExportFolder: 'desktop:choose-export-folder',
  chooseImportFile: 'desktop:choose-import-file',
  chooseImportFolder: 'desktop:choose-import-folder',
  chooseVocabularyFile: 'desktop:choose-vocabulary-file',
  lookAtImport: 'desktop:look-at-import',
  openExperiment: 'desktop:open-experiment',
  saveExperiment: 'desktop:save-experiment',
  saveFile: 'desktop:save-file',
  grantDrop: 'desktop:grant-drop',
  showInFolder: 'desktop:show-in-folder',
} as const

/** Messages from the page that get no answer. */
export const desktopNotes = {
  setProgress: 'desktop:set-progress',
  notify: 'desktop:notify',
} as const

/** Messages to the page: a menu command, a port to the engine, the loss of the engine. */
export const pageMessages = {
  command: 'page:command',
  labPort: 'page:lab-port',
  labLost: 'page:lab-lost',
} as const
