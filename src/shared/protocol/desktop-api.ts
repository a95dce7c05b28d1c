// What the preload gives the page: files by dialog or drop, the native shell, and the way to the engine's port.

/** A path that a person chose; only such paths may be passed to the engine by a window. */
export interface ChosenPath {
  readonly path: string
  readonly name: string
  readonly isFolder: boolean
}

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
  /** Native dialog for the folder to export into. */
  chooseExportFolder(): Promise<ChosenPath | null>
  /** Native dialog for a run folder to import; null when cancelled. */
  chooseRunFolder(): Promise<ChosenPath | null>
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
  'import-run',
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
