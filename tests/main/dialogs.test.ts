// The native dialogs: what a person chooses is granted, and an export gets a folder that is free.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserWindow, OpenDialogOptions } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  chooseExportFolder,
  chooseImportFile,
  chooseImportFolder,
  chooseVocabularyFile,
} from '../../src/main/dialogs'
import { Grants } from '../../src/main/grants'

const { answer } = vi.hoisted(() => ({
  answer: { path: null as string | null, options: null as OpenDialogOptions | null },
}))
vi.mock('electron', () => ({
  dialog: {
    showOpenDialog: async (_window: unknown, options: OpenDialogOptions) => {
      answer.options = options
      return {
        canceled: answer.path === null,
        filePaths: answer.path === null ? [] : [answer.path],
      }
    },
  },
}))

const window = {} as BrowserWindow // the stand-in for the dialog does not look at it
let base: string
let grants: Grants

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'unroll-dialogs-'))
  grants = new Grants(() => {})
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

describe('the folder to export into', () => {
  it('is a new one in what was chosen, with a number when the name is taken', async () => {
    answer.path = base
    const choose = async () => (await chooseExportFolder(window, grants, 'lstm-onnx'))?.path
    expect(await choose()).toBe(join(base, 'lstm-onnx'))
    mkdirSync(join(base, 'lstm-onnx'))
    writeFileSync(join(base, 'lstm-onnx-2'), '')
    expect(await choose()).toBe(join(base, 'lstm-onnx-3'))
    expect(grants.all()).toContain(base)
  })

  it('is none when the dialog is cancelled', async () => {
    answer.path = null
    expect(await chooseExportFolder(window, grants, 'lstm-onnx')).toBeNull()
    expect(grants.all()).toEqual([])
  })
})

describe('what is imported', () => {
  it.each([
    ['a file', chooseImportFile, 'openFile'],
    ['a folder', chooseImportFolder, 'openDirectory'],
    ['a vocabulary', chooseVocabularyFile, 'openFile'],
  ] as const)('is granted: %s', async (_what, choose, property) => {
    answer.path = join(base, 'chosen')
    if (property === 'openFile') writeFileSync(answer.path, '')
    else mkdirSync(answer.path)
    expect(await choose(window, grants)).toEqual({
      path: answer.path,
      name: 'chosen',
      isFolder: property === 'openDirectory',
    })
    expect(answer.options?.properties).toEqual([property])
    expect(grants.covers(answer.path)).toBe(true)
  })

  it('offers the files of runs and models first', async () => {
    answer.path = null
    await chooseImportFile(window, grants)
    expect(answer.options?.filters?.[0].extensions).toEqual(['zip', 'keras', 'h5', 'hdf5', 'json'])
  })
})
