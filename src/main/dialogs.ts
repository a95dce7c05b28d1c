// Native dialogs for files and folders; whatever a person picks is granted.
import { dialog, type BrowserWindow, type FileFilter, type OpenDialogOptions } from 'electron'
import type { ChosenPath } from '#shared/protocol/desktop-api'
import type { Grants } from './grants'

const dataFilters: FileFilter[] = [
  {
    name: 'Text data',
    extensions: [
      ...['csv', 'tsv', 'tab', 'jsonl', 'ndjson', 'json', 'parquet'],
      ...['txt', 'md', 'conllu', 'conll'],
      ...['gz', 'tgz', 'zip', 'tar'],
    ],
  },
  { name: 'All files', extensions: ['*'] },
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

/** Asks where an exported model shall go. */
export function chooseExportFolder(
  window: BrowserWindow,
  grants: Grants,
): Promise<ChosenPath | null> {
  const title = 'Choose a folder to export into'
  const properties: OpenDialogOptions['properties'] = ['openDirectory', 'createDirectory']
  return choose(window, grants, { title, buttonLabel: 'Export here', properties })
}

/** Asks for a run folder to copy into the store. */
export function chooseRunFolder(window: BrowserWindow, grants: Grants): Promise<ChosenPath | null> {
  const title = 'Choose a run folder to import'
  return choose(window, grants, { title, buttonLabel: 'Import', properties: ['openDirectory'] })
}

async function choose(
  window: BrowserWindow,
  grants: Grants,
  options: OpenDialogOptions,
): Promise<ChosenPath | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options)
  return canceled || filePaths.length === 0 ? null : grants.add(filePaths[0])
}
