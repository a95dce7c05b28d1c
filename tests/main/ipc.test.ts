// Who may call the window host, and with which arguments.
import type { IpcMainInvokeEvent } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { largestFile } from '#shared/protocol/desktop-api'
import { argumentSchemas, isOurPage } from '../../src/main/ipc'

vi.mock('electron', () => ({ ipcMain: {}, protocol: {} }))

const mainFrame = { url: 'app://unroll/index.html' }
const contents = { mainFrame }
const window = { isDestroyed: () => false, webContents: contents }

type Window = Parameters<typeof isOurPage>[0]
const check = (event: unknown, of: unknown = window): boolean =>
  isOurPage(of as Window, event as IpcMainInvokeEvent) // stand-ins with the fields that are read

describe('the sender', () => {
  it('is accepted when it is the main frame of the window', () => {
    expect(check({ sender: contents, senderFrame: mainFrame })).toBe(true)
  })

  const elsewhere = { url: 'app://unroll.example/index.html' }
  it.each<[string, unknown, unknown?]>([
    ['another window', { sender: { mainFrame }, senderFrame: mainFrame }],
    ['a frame inside the page', { sender: contents, senderFrame: { url: mainFrame.url } }],
    ['a frame that is gone', { sender: contents, senderFrame: null }],
    [
      'another origin',
      { sender: { mainFrame: elsewhere }, senderFrame: elsewhere },
      { ...window, webContents: { mainFrame: elsewhere } },
    ],
    [
      'a closed window',
      { sender: contents, senderFrame: mainFrame },
      { ...window, isDestroyed: () => true },
    ],
  ])('is refused: %s', (_name, event, of) => expect(check(event, of)).toBe(false))
})

describe('the arguments', () => {
  it.each<[keyof typeof argumentSchemas, unknown[], boolean]>([
    ['chooseDataFiles', [], true],
    ['chooseDataFiles', ['/etc/passwd'], false],
    ['chooseExportFolder', ['sample-reviews-lstm-onnx'], true],
    ['chooseExportFolder', [], false],
    ['chooseExportFolder', ['../onnx'], false],
    ['chooseExportFolder', ['..'], false],
    ['chooseExportFolder', ['C:onnx'], false],
    ['chooseImportFile', [], true],
    ['chooseImportFile', ['/home/person/model.keras'], false],
    ['chooseImportFolder', [], true],
    ['chooseImportFolder', ['/home/person/runs'], false],
    ['chooseVocabularyFile', [], true],
    ['lookAtImport', ['/home/person/model.keras'], true],
    ['lookAtImport', [], false],
    ['saveExperiment', ['IMDB LSTM', '{}'], true],
    ['saveExperiment', ['IMDB LSTM'], false],
    ['saveExperiment', ['IMDB LSTM', 'x'.repeat(5_000_001)], false],
    ['saveFile', ['Loss of LSTM.csv', 'run,loss'], true],
    ['saveFile', ['loss.png', new Uint8Array([137])], true],
    ['saveFile', ['cells.svg', '<svg/>'], true],
    ['saveFile', ['loss.sh', 'echo'], false],
    ['saveFile', ['../loss.csv', 'run,loss'], false],
    ['saveFile', ['.csv', 'run,loss'], false],
    ['saveFile', ['loss.csv', 7], false],
    ['saveFile', ['loss.png', new Uint8Array(largestFile + 1)], false],
    ['saveFile', ['loss.csv', '\u00e9'.repeat(largestFile / 2 + 1)], false],
    ['grantDrop', ['/data/a.csv'], true],
    ['grantDrop', [''], false],
    ['grantDrop', [{ path: '/data/a.csv' }], false],
    ['showInFolder', ['/data'], true],
    ['showInFolder', [null], false],
    ['setProgress', ['Epoch 3 of 10', 0.3], true],
    ['setProgress', ['Unroll', null], true],
    ['setProgress', ['Unroll', 1.5], false],
    ['setProgress', ['Unroll', Number.NaN], false],
    ['setProgress', ['x'.repeat(301), 0.5], false],
    ['notify', ['Done', 'The run has ended.'], true],
    ['notify', ['Done', 7], false],
  ])('%s, case %#', (name, args, accepted) => {
    expect(argumentSchemas[name].safeParse(args).success).toBe(accepted)
  })
})
