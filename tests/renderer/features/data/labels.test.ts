// The words that tell what data is.
import { expect, it } from 'vitest'
import type { DataPreview } from '#shared/domain/dataset'
import { describeData } from '../../../../src/renderer/src/features/data/labels'

const plain: DataPreview = {
  path: '/a.csv',
  kind: 'csv',
  container: 'file',
  files: 1,
  split: null,
  bytes: 2000,
  encoding: 'utf-8',
  dialect: null,
  notes: [],
  columns: [],
  rows: [],
  guess: { text: null, label: null },
  reason: '',
}

it.each<[Partial<DataPreview>, string]>([
  [{}, 'CSV, 2.0 kB, UTF-8'],
  [{ kind: 'parquet' }, 'Parquet, 2.0 kB'],
  [{ container: 'zip', files: 12 }, '12 CSV files in a zip file, 2.0 kB, UTF-8'],
  [
    { container: 'folder', files: 2, split: 'test', bytes: null },
    '2 CSV files in a folder, part test, UTF-8',
  ],
  [{ kind: 'folder', container: 'folder', bytes: null }, 'Folder per label'],
  [{ kind: 'folder', container: 'tar', files: 9 }, 'Folder per label in a tar file, 2.0 kB'],
])('%j', (change, words) => {
  expect(describeData({ ...plain, ...change })).toBe(words)
})
