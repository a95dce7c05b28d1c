// The files and folders that the window host works with.
import { app, dialog } from 'electron'
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { homeFolderOf } from '#shared/domain/home-folder'

export interface Places {
  /** Runs, the draft and, in `window`, what the window remembers. */
  readonly home: string
  readonly windowState: string
  /** What closing the window while training shall do. */
  readonly closingChoice: string
  /** The bundled sample. */
  readonly resources: string
  readonly engine: string
  readonly preload: string
  /** The only folder that the page is served from. */
  readonly page: string
}

/** Finds everything from the folder of the built entry, `out/main`. */
export function findPlaces(entryFolder: string): Places {
  const home = resolve(
    homeFolderOf({ env: process.env, platform: process.platform, home: homedir() }),
  )
  return {
    home,
    windowState: join(home, 'window', 'window.json'),
    closingChoice: join(home, 'window', 'closing.json'),
    resources: app.isPackaged ? process.resourcesPath : resolve(entryFolder, '../../resources'),
    engine: join(entryFolder, 'engine.js'),
    preload: resolve(entryFolder, '../preload/index.cjs'),
    page: resolve(entryFolder, '../renderer'),
  }
}

/** Keeps what Chromium writes inside the lab's own folder, so that each home is a lab of its own. */
export function useHome(places: Places): void {
  const folder = join(places.home, 'window')
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    dialog.showErrorBox(
      'Unroll cannot keep anything here',
      `The folder ${places.home} cannot be written (${reason}). Mend it, or name another in UNROLL_HOME.`,
    )
    app.exit(1)
  }
  app.setPath('userData', folder)
  app.setPath('sessionData', folder)
}
