// The only door for messages from the page: each sender is checked, each argument validated.
import { ipcMain, type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron'
import { z } from 'zod'
import { largestFile, type DesktopApi } from '#shared/protocol/desktop-api'
import { desktopCalls, desktopNotes } from '#shared/protocol/desktop-channels'
import { pageOrigin } from './app-protocol'

/** What the window host does for the page; a drop arrives as the path that the preload found for it. */
export type DesktopHost = Omit<
  DesktopApi,
  'platform' | 'versions' | 'onCommand' | 'grantDrop' | 'setProgress' | 'notify'
> & {
  grantDrop(path: string): ReturnType<DesktopApi['grantDrop']>
  setProgress: DesktopApi['setProgress']
  notify: DesktopApi['notify']
}

const path = z.string().min(1).max(4096)
const line = z.string().max(300)
// A plain name, so that the dialog opens at no place of the page's choosing.
const fileName = line.regex(/^[^/\\:]*[^/\\:.]\.(csv|png|svg)$/)
// So that it is made in the folder that was chosen, and nowhere else.
const folderName = line.regex(/^[^/\\:.][^/\\:]*$/)
const content = z.union([
  z.string().refine((text) => Buffer.byteLength(text) <= largestFile),
  z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= largestFile),
])

/** The arguments that each message may carry. */
export const argumentSchemas = {
  chooseDataFiles: z.tuple([]),
  chooseDataFolder: z.tuple([]),
  chooseExportFolder: z.tuple([folderName]),
  chooseImportFile: z.tuple([]),
  chooseImportFolder: z.tuple([]),
  chooseVocabularyFile: z.tuple([]),
  lookAtImport: z.tuple([path]),
  openExperiment: z.tuple([]),
  saveExperiment: z.tuple([line, z.string().max(5_000_000)]),
  saveFile: z.tuple([fileName, content]),
  grantDrop: z.tuple([path]),
  showInFolder: z.tuple([path]),
  setProgress: z.tuple([line, z.number().min(0).max(1).nullable()]),
  notify: z.tuple([line, z.string().max(1000)]),
} as const

/** Answers the page of this window, and no other sender. */
export function answerPage(window: BrowserWindow, host: DesktopHost): void {
  const names = Object.keys(desktopCalls) as (keyof typeof desktopCalls)[] // keys of a const object
  for (const name of names) {
    ipcMain.handle(desktopCalls[name], (event, ...args: unknown[]) => {
      check(window, event, name)
      return call(host, name, args)
    })
  }
  const notes = Object.keys(desktopNotes) as (keyof typeof desktopNotes)[] // keys of a const object
  for (const name of notes) {
    ipcMain.on(desktopNotes[name], (event, ...args: unknown[]) => {
      if (isOurPage(window, event) && argumentSchemas[name].safeParse(args).success) {
        call(host, name, args)
      } else console.error(`Refused ${name}: a foreign sender or wrong arguments.`)
    })
  }
}

/** Only the main frame of our window counts, and only while it shows our page. */
export function isOurPage(
  window: Pick<BrowserWindow, 'isDestroyed' | 'webContents'>,
  event: Pick<IpcMainInvokeEvent | IpcMainEvent, 'sender' | 'senderFrame'>,
): boolean {
  if (window.isDestroyed() || event.sender !== window.webContents) return false
  const frame = event.senderFrame
  return (
    frame !== null &&
    frame === window.webContents.mainFrame &&
    frame.url.startsWith(`${pageOrigin}/`)
  )
}

function check(window: BrowserWindow, event: IpcMainInvokeEvent, name: string): void {
  if (!isOurPage(window, event)) throw new Error(`Refused ${name}: not sent by the lab's page.`)
}

function call(host: DesktopHost, name: keyof typeof argumentSchemas, args: unknown[]): unknown {
  const parsed = argumentSchemas[name].safeParse(args)
  if (!parsed.success) throw new Error(`Refused ${name}: wrong arguments.`)
  const method = host[name] as (...args: readonly unknown[]) => unknown // the schema of this name has checked them
  return method(...parsed.data)
}
