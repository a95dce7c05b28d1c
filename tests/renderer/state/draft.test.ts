// @vitest-environment ./tests/renderer/page-environment.ts
import { describe, expect, it } from 'vitest'
import { tasks } from '#shared/experiment/schema'
import { outputUnits } from '#shared/experiment/fit-output'
import { presetsOf, recipeOf } from '../../../src/renderer/src/state/task-recipes'
import { Draft } from '../../../src/renderer/src/state/draft.svelte'
import {
  dataTitle,
  firstExperiment,
  newLayer,
  suggestName,
} from '../../../src/renderer/src/state/first-experiment'

const draftOf = (classes: number | null = null): Draft =>
  new Draft(firstExperiment('/data/sample-reviews.csv'), () => classes)
const types = (draft: Draft): string[] => draft.experiment.model.layers.map(({ type }) => type)

describe('the first experiment', () => {
  it('is ready to train', () => {
    const draft = draftOf()
    expect(draft.problems).toEqual([])
    expect(types(draft)).toEqual(['Embedding', 'LSTM', 'Dense'])
    expect(draft.summary.total).toBe(2000 * 32 + 8320 + 33)
    expect(draft.experiment.name).toBe('Sample reviews, LSTM')
  })

  it.each([
    ['/a/b/imdb-train.csv.gz', 'Imdb train'],
    ['C:\\data\\My_Tickets.jsonl', 'My Tickets'],
    ['/data/aclImdb/', 'AclImdb'],
  ])('is named after its data: %s', (path, title) => expect(dataTitle(path)).toBe(title))

  it('names stacked layers with their number', () => {
    const draft = draftOf()
    draft.layers.add('LSTM', 1)
    expect(suggestName(draft.snapshot())).toBe('Sample reviews, 2 × LSTM')
  })
})

describe('layers', () => {
  it('go before the output unless told where', () => {
    const draft = draftOf()
    draft.layers.add('Dropout')
    expect(types(draft)).toEqual(['Embedding', 'LSTM', 'Dropout', 'Dense'])
    draft.layers.add('SpatialDropout1D', 1)
    expect(types(draft)).toEqual(['Embedding', 'SpatialDropout1D', 'LSTM', 'Dropout', 'Dense'])
    draft.layers.move(3, 1)
    expect(types(draft)).toEqual(['Embedding', 'Dropout', 'SpatialDropout1D', 'LSTM', 'Dense'])
    draft.layers.remove(1)
    expect(types(draft)).toEqual(['Embedding', 'SpatialDropout1D', 'LSTM', 'Dense'])
  })

  it('are undone and redone one edit at a time', () => {
    const draft = draftOf()
    expect(draft.canUndo).toBe(false)
    draft.layers.add('Dropout')
    draft.layers.add('Dropout')
    draft.undo()
    expect(types(draft)).toEqual(['Embedding', 'LSTM', 'Dropout', 'Dense'])
    draft.undo()
    expect(types(draft)).toEqual(['Embedding', 'LSTM', 'Dense'])
    expect([draft.canUndo, draft.canRedo]).toEqual([false, true])
    draft.redo()
    expect(types(draft)).toHaveLength(4)
  })

  it('take the typing of one number as one edit', () => {
    const draft = draftOf()
    for (const units of [6, 64, 640]) draft.layers.update(1, { units })
    draft.undo()
    expect(draft.experiment.model.layers[1]).toMatchObject({ units: 32 })
  })

  it('keep what is no number and say so', () => {
    const draft = draftOf()
    draft.layers.update(1, { units: Number.NaN })
    expect(draft.problemAt('model.layers.1')).toBe('Type a number.')
    expect(draft.problemAt('model.layers.2')).toBeUndefined()
  })

  it('can all be taken away, which is a problem and no crash', () => {
    const draft = draftOf()
    for (let count = 3; count > 0; count--) draft.layers.remove(0)
    expect(draft.problems).toHaveLength(1)
    expect(draft.summary.layers).toEqual([])
    draft.layers.add('Embedding')
    expect(types(draft)).toEqual(['Embedding'])
  })

  it('of every type start out sound', () => {
    expect(newLayer('Bidirectional')).toMatchObject({ layer: { type: 'LSTM', units: 32 } })
    expect(newLayer('Flatten')).toEqual({ type: 'Flatten' })
  })
})

describe('every edit', () => {
  it.each<[string, (draft: Draft) => void]>([
    ['of training', (draft) => draft.setTraining({ epochs: 3, batchSize: 8 })],
    ['of a number that is being typed', (draft) => draft.setTraining({ epochs: Number.NaN })],
    ['of the text options', (draft) => draft.setText({ sequenceLength: null })],
    ['of the data', (draft) => draft.setData({ path: '/data/other.csv', text: null })],
    ['of the name', (draft) => draft.rename('Mine')],
    ['of the input', (draft) => draft.setInputLength('any')],
  ])('%s can be undone and redone', (_, edit) => {
    const draft = draftOf()
    const before = draft.json
    edit(draft)
    const after = draft.json
    expect(after).not.toBe(before)
    draft.undo()
    expect(draft.json).toBe(before)
    draft.redo()
    expect(draft.json).toBe(after)
  })
})

describe('presets', () => {
  const names = presetsOf('classification').map(({ name }) => name)
  it.each(names)('%s keeps the data and can be undone', (name) => {
    const draft = draftOf()
    const before = draft.json
    draft.applyPreset(name)
    expect(draft.experiment.data.path).toBe('/data/sample-reviews.csv')
    expect(draft.problems).toEqual([])
    draft.undo()
    expect(draft.json).toBe(before)
  })

  it('fit the classes of the data', () => {
    const draft = draftOf(5)
    expect(draft.problems[0].message).toContain('5 classes')
    draft.applyPreset('imdb-gru')
    expect(draft.problems).toEqual([])
    expect(draft.experiment.model.layers.at(-1)).toMatchObject({ units: 5, activation: 'softmax' })
  })
})

describe('a draft from a run', () => {
  it('is changed by any edit, and back by undoing it', () => {
    const draft = draftOf()
    draft.load(draft.snapshot(), { id: 'run', name: 'Run' })
    expect(draft.isChanged).toBe(false)
    draft.layers.add('Dropout')
    expect(draft.isChanged).toBe(true)
    draft.undo()
    expect(draft.isChanged).toBe(false)
    draft.setTraining({ epochs: 3 })
    expect(draft.isChanged).toBe(true)
  })

  it('renames itself with the model only while a person has not named it', () => {
    const draft = draftOf()
    draft.applyPreset('imdb-gru')
    expect(draft.experiment.name).toBe('Sample reviews, GRU')
    draft.rename('Mine')
    draft.applyPreset('imdb-lstm')
    expect(draft.experiment.name).toBe('Mine')
  })
})

describe('another task', () => {
  it.each(tasks)(
    '%s begins with a model that can be trained, and is undone as one step',
    (task) => {
      const draft = draftOf()
      const before = draft.json
      draft.setTask(task, recipeOf(task), {})
      expect(draft.experiment.task).toBe(task)
      expect(draft.problems).toEqual([])
      draft.undo()
      expect(draft.json).toBe(before)
    },
  )

  it('keeps an output as wide as the vocabulary in step with it', () => {
    const draft = draftOf()
    draft.setTask('language-model', recipeOf('language-model'), {})
    draft.setText({ level: 'word', vocabularySize: 777 })
    expect(outputUnits(draft.experiment)).toBe(777)
    expect(draft.problems).toEqual([])
  })

  it('edits the layers of a decoder, which can be undone', () => {
    const draft = draftOf()
    draft.setTask('seq2seq', recipeOf('seq2seq'), {})
    const before = draft.json
    draft.decoder.add('Dropout', 1)
    expect(draft.decoder.list[1].type).toBe('Dropout')
    expect(draft.layers.list.some(({ type }) => type === 'Dropout')).toBe(false)
    draft.undo()
    expect(draft.json).toBe(before)
  })
})
