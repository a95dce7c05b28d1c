// Saves what the page made of a chart, its values or its picture, where a person says.
import { existsSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { dialog, type BrowserWindow } from 'electron'
import { writeWhole } from '../files/write-file'
import type { Grants } from './grants'

const kinds: Readonly<Record<string, string>> = {
  '.csv': 'Comma-separated values',
  '.png': 'Picture',
  '.svg': 'Drawing',
}

/**
 * Asks where to save a file and writes it whole or not at all.
 * @param name what the dialog offers; its ending, .csv, .png or .svg, is also that of the file
 */
export async function saveFile(
  window: BrowserWindow,
  grants: Grants,
  name: string,
  content: string | Uint8Array,
): Promise<{ path: string } | null> {
  const ending = extname(name)
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: `Save ${name}`,
    defaultPath: basename(name),
    filters: [{ name: kinds[ending] ?? 'File', extensions: [ending.slice(1)] }],
  })
  if (canceled || !filePath) return null
  const path = extname(filePath).toLowerCase() === ending ? filePath : `${filePath}${ending}`
  const problem = await write(path, content, path === filePath)
  if (problem !== null) {
    const message = `${basename(path)} could not be saved.`
    await dialog.showMessageBox(window, { type: 'error', message, detail: problem })
    return null
  }
  grants.add(path)
  return { path }
}

// The dialog has asked about replacing the file it named, not the one with the ending added to it.
async function write(
  path: string,
  content: string | Uint8Array,
  mayReplace: boolean,
): Promise<string | null> {
  if (!mayReplace && existsSync(path)) {
    return `${path} is there already. Save again and choose it in the dialog to replace it.`
  }
  return (await writeWhole(path, content))?.message ?? null
}
