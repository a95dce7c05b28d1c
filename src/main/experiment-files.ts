// Opens and saves experiment files by native dialogs; the page sees their text, never the disk.
import { dialog, type BrowserWindow } from 'electron'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { z } from 'zod'
import { allPathsOf } from '#shared/experiment/data'
import { writeWhole } from '../files/write-file'
import type { Grants } from './grants'

const filters = [{ name: 'Experiment', extensions: ['json'] }]
const largest = 5_000_000

/** Asks for an experiment file and reads it; the data that it names is granted with it. */
export async function openExperiment(
  window: BrowserWindow,
  grants: Grants,
): Promise<{ name: string; folder: string; text: string } | null> {
  const title = 'Open an experiment'
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title,
    properties: ['openFile'],
    filters,
  })
  if (canceled || filePaths.length === 0) return null
  const path = filePaths[0]
  try {
    const text = await readText(path)
    grants.add(path)
    grantData(dirname(path), text, grants)
    return { name: basename(path), folder: dirname(path), text }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await tell(window, `${basename(path)} could not be opened`, `${reason}.`)
    return null
  }
}

/** Asks where to save an experiment and writes it whole or not at all. */
export async function saveExperiment(
  window: BrowserWindow,
  grants: Grants,
  name: string,
  text: string,
): Promise<{ path: string } | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save the experiment',
    defaultPath: fileName(name),
    filters,
  })
  if (canceled || !filePath) return null
  const failed = await writeWhole(filePath, text)
  if (failed) {
    await tell(window, 'The experiment could not be saved', failed.message)
    return null
  }
  grants.add(filePath)
  return { path: filePath }
}

/** A file name for an experiment's name: `IMDB LSTM` gives `imdb-lstm.json`. */
export function fileName(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return `${words.slice(0, 60) || 'experiment'}.json`
}

/** The data of an experiment that a person opened count as chosen too; what is relative lies beside the file. */
export function grantData(folder: string, text: string, grants: Grants): void {
  for (const path of dataPaths(text)) grants.add(resolve(folder, path))
}

/** Only where data are named; what is wrong with the rest is for the page to say. */
const withData = z.object({
  data: z.object({
    path: z.string().default(''),
    morePaths: z.array(z.string().min(1)).default([]),
    validationPath: z.string().min(1).nullable().default(null),
    testPath: z.string().min(1).nullable().default(null),
  }),
})

/** What is no experiment gets its sentence from the page, which reads the text again. */
function dataPaths(text: string): readonly string[] {
  try {
    return allPathsOf(withData.parse(JSON.parse(text)).data)
  } catch {
    return []
  }
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path)
  if (size > largest) throw new Error('it is too large for an experiment file (over 5 MB)')
  return readFile(path, 'utf8')
}

async function tell(window: BrowserWindow, what: string, detail: string): Promise<void> {
  await dialog.showMessageBox(window, { type: 'error', message: `${what}.`, detail })
}
