import { describe, expect, it } from 'vitest'
import type { DataPreview } from '#shared/domain/dataset'
import type { Task } from '#shared/experiment/schema'
import { suggestTask } from '../../../src/renderer/src/state/suggest-task'

const preview = (more: Partial<DataPreview>): DataPreview => ({
  path: '/data/a',
  ...{ kind: 'csv', container: 'file', files: 1, split: null, bytes: 10, encoding: 'utf-8' },
  ...{ dialect: null, notes: [], columns: [], rows: [], guess: { text: null, label: null } },
  reason: '',
  ...more,
})
const sentences = Array.from({ length: 6 }, (_, index) => [
  `this is sentence number ${index}`,
  `dies ist der Satz mit der Nummer ${index}`,
])

describe('data', () => {
  it.each<[string, Partial<DataPreview>, Task, Task | null]>([
    ['with tags are for tagging', { kind: 'conllu' }, 'classification', 'tagging'],
    ['of plain text are to write from', { kind: 'text' }, 'classification', 'language-model'],
    ['in folders of labels are to classify', { kind: 'folder' }, 'seq2seq', 'classification'],
    ['named so are pairs', { columns: ['id', 'source', 'target'] }, 'classification', 'seq2seq'],
    [
      'of two columns of sentences are pairs',
      { columns: ['a', 'b'], rows: sentences },
      'classification',
      'seq2seq',
    ],
    [
      'of texts and labels suggest nothing',
      { columns: ['text', 'label'], rows: sentences.map(([text]) => [text, 'pos']) },
      'classification',
      null,
    ],
    ['that fit the task suggest nothing', { kind: 'conllu' }, 'tagging', null],
  ])('%s', (_, seen, chosen, task) => {
    expect(suggestTask(preview(seen), chosen)?.task ?? null).toBe(task)
  })
})
