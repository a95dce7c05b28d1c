// The export step in words: the formats, about how large they get, and what the check found.
import { describe, expect, it } from 'vitest'
import { exportFormats as names, type ExportReport, type Parity } from '#shared/domain/export'
import { estimatedBytes, exportFormats } from '../../../../src/renderer/src/features/export/formats'
import { filesLine, parityLines } from '../../../../src/renderer/src/features/export/parity-words'

const parity: Parity = {
  program: 'ONNX Runtime 1.30.0 (WebAssembly)',
  vectors: 4,
  numbers: 960,
  largestDifference: 2.41e-7,
  limit: 1e-5,
}
const report = (more: Partial<Parity> = {}, format: ExportReport['format'] = 'onnx') => ({
  ...{ format, folder: '/out', files: [] },
  parity: { ...parity, ...more },
})

describe('the formats', () => {
  it('are all there, each once', () => {
    expect(exportFormats.map(({ format }) => format).toSorted()).toEqual(names.toSorted())
    expect(new Set(exportFormats.map(({ title }) => title)).size).toBe(names.length)
  })

  it.each([
    ['onnx', 4_045_000],
    ['keras', 8_050_000],
    ['html', 5_433_333],
    ['unroll', 9_000_000],
  ] as const)('%s takes about %i bytes', (format, bytes) =>
    expect(estimatedBytes(format, { parameters: 1_000_000, runBytes: 9_000_000 })).toBe(bytes),
  )

  it('say nothing of a size that is not known', () =>
    expect(estimatedBytes('unroll', { parameters: 9, runBytes: null })).toBeNull())
})

describe('the check', () => {
  it('says what was compared, how close it came and by what', () =>
    expect(parityLines(report())).toEqual({
      verdict: 'Checked',
      compared: '4 texts, 960 numbers, largest difference 2.4e-7 (limit 1e-5)',
      by: 'Computed from the exported files alone by ONNX Runtime 1.30.0 (WebAssembly).',
    }))

  it('says so when it differs', () =>
    expect(parityLines(report({ largestDifference: 0.02 }))).toMatchObject({
      verdict: 'It computes something else',
      compared: expect.stringContaining('largest difference 2e-2') as string,
    }))

  it('of a run counts its files', () => {
    const program = 'Unroll 0.1.0, reading the zip back'
    const files = { program, vectors: 23, numbers: 1_204_113, largestDifference: 0 }
    expect(parityLines(report(files, 'unroll'))).toEqual({
      verdict: 'Checked',
      compared: '23 files, 1,204,113 bytes, all of them the same',
      by: 'By Unroll 0.1.0, reading the zip back.',
    })
  })

  it('sums the files up', () => {
    const files = [
      { name: 'model.onnx', bytes: 1_300_000 },
      { name: 'README.md', bytes: 2_000 },
    ]
    expect(filesLine(files)).toBe('2 files, 1.3 MB')
  })
})
