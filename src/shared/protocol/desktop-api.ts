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

export interface DesktopApi {
  /** Native dialog for a data file; null when cancelled. */
  chooseDataFile(): Promise<ChosenPath | null>
  chooseDataFolder(): Promise<ChosenPath | null>
  /** Native dialog for the folder to export into. */
  chooseExportFolder(): Promise<ChosenPath | null>
  /** Native dialogs for experiment files; the text is read and written by main. */
  openExperiment(): Promise<{
    readonly name: string
    readonly folder: string
    readonly text: string
  } | null>
  saveExperiment(name: string, text: string): Promise<{ readonly path: string } | null>
  /** A file or folder dropped on the page. */
  grantDrop(file: DroppedFile): Promise<ChosenPath | null>
  /** Opens the file manager at a run folder, a chosen path or what lies in one. */
  showInFolder(path: string): Promise<boolean>
  /** The title, the task bar's progress (0 to 1, null: none) and a notification when it ends. */
  setProgress(title: string, progress: number | null): void
  notify(title: string, body: string): void
  /** `darwin`, `linux` or `win32`, for shortcut labels. */
  readonly platform: string
  readonly versions: { readonly electron: string; readonly chrome: string; readonly node: string }
  /** Menu commands, e.g. from the keyboard; returns a function that ends it. */
  onCommand(listener: (command: DesktopCommand) => void): () => void
}

export const desktopCommands = [
  'train',
  'stop',
  'new',
  'open-experiment',
  'save-experiment',
  'open-data',
  'step-1',
  'step-2',
  'step-3',
  'step-4',
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
