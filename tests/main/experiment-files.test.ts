// Experiment files by dialog: their names, the data they bring along, and what a person reads when the disk refuses.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fileName, openExperiment, saveExperiment } from '../../src/main/experiment-files'
import { Grants } from '../../src/main/grants'

const { dialog } = vi.hoisted(() => ({
  dialog: { showOpenDialog: vi.fn(), showSaveDialog: vi.fn(), showMessageBox: vi.fn() },
}))
vi.mock('electron', () => ({ dialog }))

const window = {} as BrowserWindow // only handed on to the mocked dialogs
let folder: string
let grants: Grants
beforeEach(() => {
  vi.resetAllMocks()
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'unroll-files-')))
  grants = new Grants(() => {})
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const choose = (name: string): void => {
  dialog.showOpenDialog.mockResolvedValue({ canceled: false, filePaths: [join(folder, name)] })
}

describe('opening', () => {
  it.each<[string, string, string[]]>([
    ['data beside the file', '{"data":{"path":"a.csv"}}', ['e.json', 'a.csv']],
    [
      'several files and a test file',
      '{"data":{"path":"a.csv","morePaths":["b.csv"],"testPath":"c.csv"}}',
      ['e.json', 'a.csv', 'b.csv', 'c.csv'],
    ],
    ['data that the lab makes', '{"data":{"generator":{"type":"dates"}}}', ['e.json']],
    ['data that is not there', '{"data":{"path":"missing.csv"}}', ['e.json']],
    ['no data', '{"task":"classification"}', ['e.json']],
    ['text that is no JSON', 'hello', ['e.json']],
  ])('grants the file and its data: %s', async (_name, text, granted) => {
    writeFileSync(join(folder, 'e.json'), text)
    for (const name of ['a.csv', 'b.csv', 'c.csv']) writeFileSync(join(folder, name), 'text,label')
    choose('e.json')
    expect(await openExperiment(window, grants)).toEqual({ name: 'e.json', folder, text })
    expect(grants.all()).toEqual(granted.map((name) => join(folder, name)))
  })

  it.each<[string, (path: string) => void]>([
    ['a missing file', () => {}],
    ['a folder', (path) => mkdirSync(path)],
    ['a file that is far too large', (path) => writeFileSync(path, Buffer.alloc(5_000_001, 32))],
  ])('says in a dialog that it cannot: %s', async (_name, prepare) => {
    prepare(join(folder, 'e.json'))
    choose('e.json')
    expect(await openExperiment(window, grants)).toBeNull()
    expect(dialog.showMessageBox).toHaveBeenCalledWith(
      window,
      expect.objectContaining({ message: 'e.json could not be opened.' }),
    )
    expect(grants.all()).toEqual([])
  })

  it('gives null when cancelled', async () => {
    dialog.showOpenDialog.mockResolvedValue({ canceled: true, filePaths: [] })
    expect(await openExperiment(window, grants)).toBeNull()
  })
})

describe('saving', () => {
  it('writes the text where the person said', async () => {
    const filePath = join(folder, 'mine.json')
    dialog.showSaveDialog.mockResolvedValue({ canceled: false, filePath })
    expect(await saveExperiment(window, grants, 'Mine', '{}')).toEqual({ path: filePath })
    expect(readFileSync(filePath, 'utf8')).toBe('{}')
  })

  it('says in a dialog that it cannot', async () => {
    const filePath = join(folder, 'missing', 'mine.json')
    dialog.showSaveDialog.mockResolvedValue({ canceled: false, filePath })
    expect(await saveExperiment(window, grants, 'Mine', '{}')).toBeNull()
    expect(dialog.showMessageBox).toHaveBeenCalledOnce()
  })

  it.each([
    ['IMDB LSTM', 'imdb-lstm.json'],
    ['../../etc/passwd', 'etc-passwd.json'],
    ['Größe 2', 'größe-2.json'],
    ['', 'experiment.json'],
    ['...', 'experiment.json'],
  ])('offers a name for %j', (name, expected) => expect(fileName(name)).toBe(expected))
})
