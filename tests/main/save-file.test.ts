// What the page saves: where it goes, under which ending, and what a person reads when it cannot be written.
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Grants } from '../../src/main/grants'
import { saveFile } from '../../src/main/save-file'

const { dialog } = vi.hoisted(() => ({
  dialog: { showSaveDialog: vi.fn(), showMessageBox: vi.fn() },
}))
vi.mock('electron', () => ({ dialog }))

const window = {} as BrowserWindow // only handed on to the mocked dialogs
let folder: string
let grants: Grants
beforeEach(() => {
  vi.resetAllMocks()
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'unroll-save-')))
  grants = new Grants(() => {})
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const choose = (name: string): void => {
  dialog.showSaveDialog.mockResolvedValue({ canceled: false, filePath: join(folder, name) })
}

it.each<[string, string, string, string | Uint8Array]>([
  ['text', 'loss.csv', 'mine.csv', 'run,loss\n'],
  ['bytes', 'loss.png', 'mine.png', new Uint8Array([137, 80, 78, 71])],
])('writes %s where the person said and grants it', async (_kind, name, chosen, content) => {
  choose(chosen)
  const path = join(folder, chosen)
  expect(await saveFile(window, grants, name, content)).toEqual({ path })
  expect(readFileSync(path)).toEqual(Buffer.from(content as Uint8Array)) // a text too, in UTF-8
  expect(grants.all()).toEqual([path])
  expect(readdirSync(folder)).toEqual([chosen])
})

it('writes nothing when cancelled', async () => {
  dialog.showSaveDialog.mockResolvedValue({ canceled: true, filePath: '' })
  expect(await saveFile(window, grants, 'loss.csv', 'x')).toBeNull()
  expect(readdirSync(folder)).toEqual([])
})

it.each([
  ['no ending', 'mine', 'mine.csv'],
  ['another ending', 'mine.sh', 'mine.sh.csv'],
])('adds the ending to a name with %s', async (_case, chosen, written) => {
  choose(chosen)
  await saveFile(window, grants, 'loss.csv', 'x')
  expect(readdirSync(folder)).toEqual([written])
})

it('replaces no file that the dialog did not name', async () => {
  writeFileSync(join(folder, 'mine.csv'), 'old')
  choose('mine')
  expect(await saveFile(window, grants, 'loss.csv', 'new')).toBeNull()
  expect(readFileSync(join(folder, 'mine.csv'), 'utf8')).toBe('old')
  expect(dialog.showMessageBox).toHaveBeenCalledWith(
    window,
    expect.objectContaining({ message: 'mine.csv could not be saved.' }),
  )
})

it('says in a dialog that it cannot', async () => {
  choose('missing/mine.csv')
  expect(await saveFile(window, grants, 'loss.csv', 'x')).toBeNull()
  expect(dialog.showMessageBox).toHaveBeenCalledOnce()
})
