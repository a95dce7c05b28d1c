// What the preload gives the page: files by dialog or drop, the native shell, and the way to the engine's port.

/** A path that a person chose; only such paths may be passed to the engine by a window. */
export interface ChosenPath {
  readonly path: string
  readonly name: string
  readonly isFolder: boolean
}

/**
 * What a path would be imported as, by its name and what lies beside it: a run that says all of itself (also zipped), a model with the
 * lab's experiment and vocabulary beside it, or a model alone.
 */
export type ImportLook = 'run' | 'described-model' | 'bare-model'

/** The page's File object; written as its structure because this layer knows no DOM. */
export interface DroppedFile {
  readonly name: string
  readonly size: number
}

/** The most bytes that a page may save to a file. */
export const largestFile = 64_000_000

export interface DesktopApi {
  /** Native dialog for data files, which are read as one; empty when cancelled. */
  chooseDataFiles(): Promise<readonly ChosenPath[]>
  /** Null when cancelled. */
  chooseDataFolder(): Promise<ChosenPath | null>
  /**
   * Native dialog for the folder to export into; null when cancelled.
   * @param name a folder of this name is to be made there; the path is of the first of `name`, `name-2` and so on that is free
   */
  chooseExportFolder(name: string): Promise<{ readonly path: string } | null>
  /** Native dialog for a zipped run or a model's file; null when cancelled. */
  chooseImportFile(): Promise<ChosenPath | null>
  /** Native dialog for a run folder, or one with a model; null when cancelled. */
  chooseImportFolder(): Promise<ChosenPath | null>
  /** Native dialog for the vocabulary of a model; null when cancelled. */
  chooseVocabularyFile(): Promise<ChosenPath | null>
  /** What a path that a person chose would be imported as; null for one that is neither a run nor a model by its looks. */
  lookAtImport(path: string): Promise<ImportLook | null>
  /** Native dialogs for experiment files; the text is read and written by main. */
  openExperiment(): Promise<{
    readonly name: string
    readonly folder: string
    readonly text: string
  } | null>
  saveExperiment(name: string, text: string): Promise<{ readonly path: string } | null>
  /**
   * Native dialog for a chart's values or picture; main writes the file. Null when cancelled or not written.
   * @param name what the dialog offers; ends in .csv, .png or .svg
   * @param content at most `largestFile` bytes
   */
  saveFile(name: string, content: string | Uint8Array): Promise<{ readonly path: string } | null>
  /** A file or folder dropped on the page. */
  grantDrop(file: DroppedFile): Promise<ChosenPath | null>
  /** Opens the file manager at a run folder, a chosen path or what lies in one. */
  showInFolder(path: string): Promise<boolean>
  /** The title and the task bar's progress, 0 to 1, null: none. */
  setProgress(title: string, progress: number | null): void
  /** A notification, unless the person looks at the window, or has closed it and main tells of the end itself. */
  notify(title: string, body: string): void
  /** `darwin`, `linux` or `win32`, for shortcut labels. */
  readonly platform: string
  readonly versions: { readonly electron: string; readonly chrome: string; readonly node: string }
  /** Menu commands, e.g. from the keyboard; returns a function that ends it. */
  onCommand(listener: (command: DesktopCommand) => void): () => void
}

export const desktopCommands = [
  'train',
  'pause',
  'go-on',
  'stop',
  'new',
  'open-experiment',
  'save-experiment',
  'open-data',
  'import',
  'open-runs-folder',
  'step-1',
  'step-2',
  'step-3',
  'step-4',
  'step-5',
  'shortcuts',
  'about',
] as const
export type DesktopCommand = (typeof desktopCommands)[number]

/**
 * Posted to the page with the engine's port; `reason` says why a new one came, null the first time.
 * Reasons follow a colon, as in "The engine stopped: its process ended unexpectedly (code 9)."
 */
export interface LabPortMessage {
  readonly unrollLabPort: { readonly reason: string | null }
}
/** Posted to the page when the engine has died, before a new port comes. */
export interface LabLostMessage {
  readonly unrollLabLost: { readonly reason: string }
}
