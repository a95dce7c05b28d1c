// Native dialogs for files and folders; whatever a person picks is granted.
import { dialog, type BrowserWindow, type FileFilter, type OpenDialogOptions } from 'electron'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ChosenPath } from '#shared/protocol/desktop-api'
import type { Grants } from './grants'

const allFiles: FileFilter = { name: 'All files', extensions: ['*'] }

const dataFilters: FileFilter[] = [
  {
    name: 'Text data',
    extensions: [
      ...['csv', 'tsv', 'tab', 'jsonl', 'ndjson', 'json', 'parquet'],
      ...['txt', 'md', 'conllu', 'conll'],
      ...['gz', 'tgz', 'zip', 'tar'],
    ],
  },
  allFiles,
]

const importFilters: FileFilter[] = [
  { name: 'Runs and models', extensions: ['zip', 'keras', 'h5', 'hdf5', 'json'] },
  allFiles,
]

/** Asks for files to learn from; each one is granted. */
export async function chooseDataFiles(
  window: BrowserWindow,
  grants: Grants,
): Promise<readonly ChosenPath[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose a file of texts, or several',
    properties: ['openFile', 'multiSelections'],
    filters: dataFilters,
  })
  return canceled ? [] : filePaths.flatMap((path) => grants.add(path) ?? [])
}

/** Asks for a folder of tables or texts. */
export function chooseDataFolder(
  window: BrowserWindow,
  grants: Grants,
): Promise<ChosenPath | null> {
  const title = 'Choose a folder of tables or texts, or with one folder per label'
  return choose(window, grants, { title, properties: ['openDirectory'] })
}

/**
 * Asks where an exported model shall go.
 * @param name of the folder that will be made there; when there is something of that name, a number is added
 */
export async function chooseExportFolder(
  window: BrowserWindow,
  grants: Grants,
  name: string,
): Promise<{ path: string } | null> {
  const title = 'Choose a folder to export into'
  const properties: OpenDialogOptions['properties'] = ['openDirectory', 'createDirectory']
  const chosen = await choose(window, grants, { title, buttonLabel: 'Export here', properties })
  return chosen && { path: freePath(chosen.path, name) }
}

function freePath(folder: string, name: string): string {
  let path = join(folder, name)
  for (let number = 2; existsSync(path); number++) path = join(folder, `${name}-${number}`)
  return path
}

/** Asks for a zipped run or a model's file to take into the store. */
export function chooseImportFile(
  window: BrowserWindow,
  grants: Grants,
): Promise<ChosenPath | null> {
  return choose(window, grants, {
    title: 'Choose a run or a model to import',
    buttonLabel: 'Import',
    properties: ['openFile'],
    filters: importFilters,
  })
}

/** Asks for a run folder, or one with a model, to take into the store. */
export function chooseImportFolder(
  window: BrowserWindow,
  grants: Grants,
): Promise<ChosenPath | null> {
  const title = 'Choose the folder of a run or a model to import'
  return choose(window, grants, { title, buttonLabel: 'Import', properties: ['openDirectory'] })
}

/** Asks for the file that says which token each id of a model is. */
export function chooseVocabularyFile(
  window: BrowserWindow,
  grants: Grants,
): Promise<ChosenPath | null> {
  const filters = [{ name: 'Vocabulary', extensions: ['json', 'txt'] }, allFiles]
  const title = 'Choose the vocabulary of the model'
  return choose(window, grants, { title, properties: ['openFile'], filters })
}

async function choose(
  window: BrowserWindow,
  grants: Grants,
  options: OpenDialogOptions,
): Promise<ChosenPath | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options)
  return canceled || filePaths.length === 0 ? null : grants.add(filePaths[0])
}
