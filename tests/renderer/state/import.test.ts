// @vitest-environment ./tests/renderer/page-environment.ts
// Importing: what is asked of a person, what the engine is asked, and what is shown after it.
import { describe, expect, it } from 'vitest'
import type { ImportOptions, ImportReport } from '#shared/domain/import'
import type { ChosenPath, ImportLook } from '#shared/protocol/desktop-api'
import { failure, success, type Result } from '#shared/protocol/result'
import { useDropped } from '../../../src/renderer/src/state/file-actions'
import { parseLabels } from '../../../src/renderer/src/state/import.svelte'
import { listItem, openLab, type World } from './scripted-lab'

const chosen = (path: string, isFolder = false): ChosenPath => ({
  path,
  name: path.split('/').at(-1) ?? '',
  isFolder,
})
const runOf: ImportReport = { kind: 'run', runId: 'b', folder: '/runs/b', notes: [] }
const refused = failure(
  'model-refused',
  'conv (Conv1D) has no counterpart here.\nmask (Masking) has none.',
)

interface Scripted extends World {
  readonly asked: { path: string; options: Omit<ImportOptions, 'requestId'>; id: string }[]
}

/** A lab whose dialogs give these paths, and whose engine answers the import so. */
async function scripted(
  look: ImportLook | null | ((path: string) => ImportLook | null),
  answer: (id: string) => Promise<Result<ImportReport>> = async () => success(runOf),
): Promise<Scripted> {
  const asked: Scripted['asked'] = []
  const world = await openLab(
    [],
    {
      runs: async () => success({ runs: asked.length > 0 ? [listItem('b')] : [], damaged: [] }),
      importRun: async (path, { requestId, ...options }) => {
        asked.push({ path, options, id: requestId })
        return answer(requestId)
      },
      stop: async () => success(null),
    },
    {
      lookAtImport: async (path) => (typeof look === 'function' ? look(path) : look),
      chooseImportFile: async () => chosen('/in/imdb-lstm.keras'),
      chooseImportFolder: async () => chosen('/in/run', true),
      chooseVocabularyFile: async () => chosen('/in/words.json'),
      grantDrop: async ({ name }) => chosen(`/drop/${name}`),
    },
  )
  return { ...world, asked }
}

const nothingSaid = { name: null, vocabulary: null, labels: null }

describe('a run', () => {
  it('is imported at once and shown', async () => {
    const { lab, asked } = await scripted('run')
    lab.imports.open()
    await lab.imports.chooseFolder()
    expect(asked).toMatchObject([{ path: '/in/run', options: nothingSaid }])
    await expect.poll(() => lab.selected?.id).toBe('b')
    expect([lab.imports.stage, lab.step]).toEqual([null, 'train'])
    expect(lab.notices.entries[0]).toMatchObject({ message: 'Run b was imported.', details: [] })
  })
})

describe('a model', () => {
  it('is asked for what its file does not say', async () => {
    const notes = ['Training on needs data with these labels.']
    const { lab, asked } = await scripted('bare-model', async () =>
      success({ ...runOf, kind: 'keras', notes }),
    )
    await lab.imports.chooseFile()
    expect([lab.imports.stage, lab.imports.name, asked.length]).toEqual([
      'describe',
      'Imdb lstm',
      0,
    ])
    lab.imports.labels = 'negative, positive'
    await lab.imports.chooseVocabulary()
    await lab.imports.start()
    expect(asked).toMatchObject([
      {
        path: '/in/imdb-lstm.keras',
        options: {
          name: 'Imdb lstm',
          vocabulary: '/in/words.json',
          labels: ['negative', 'positive'],
        },
      },
    ])
    await expect.poll(() => lab.step).toBe('model')
    expect(lab.notices.entries[0]).toMatchObject({
      message: 'Run b was imported, from a Keras model.',
      details: notes,
    })
  })

  it('with the lab’s own files beside it is imported at once', async () => {
    const { lab, asked } = await scripted('described-model')
    await lab.imports.chooseFile()
    expect(asked).toMatchObject([{ options: nothingSaid }])
  })

  it('that is refused says why, with what was typed still there', async () => {
    const { lab } = await scripted('bare-model', async () => refused)
    await lab.imports.chooseFile()
    lab.imports.name = 'Mine'
    await lab.imports.start()
    expect([lab.imports.stage, lab.imports.failure, lab.imports.name]).toEqual([
      'describe',
      refused,
      'Mine',
    ])
    lab.imports.chooseAnother()
    expect([lab.imports.stage, lab.imports.failure]).toEqual(['choose', null])
  })

  it('that is stopped is no failure', async () => {
    const { lab } = await scripted('bare-model', async () => failure('stopped', 'Stopped.'))
    await lab.imports.chooseFile()
    await lab.imports.start()
    expect([lab.imports.stage, lab.imports.failure]).toEqual(['describe', null])
  })

  it('of a model.json is called like its folder', async () => {
    const { lab } = await scripted('bare-model')
    await lab.imports.take(chosen('/in/tickets-gru/model.json'))
    expect(lab.imports.name).toBe('Tickets gru')
  })
})

describe('an import under way', () => {
  it('tells how far it is, and ends with the dialog', async () => {
    const { lab, asked } = await scripted('run', () => new Promise(() => {}))
    lab.imports.open()
    void lab.imports.chooseFolder()
    await expect.poll(() => asked.length).toBe(1)
    const progress = { phase: 'importing', done: 1, total: 3, unit: 'bytes' } as const
    lab.onEvent({ type: 'progress', id: asked[0].id, progress })
    expect(lab.imports.progress).toEqual(progress)
    lab.imports.close()
    expect([lab.imports.stage, lab.imports.isUnderWay]).toEqual([null, false])
  })

  it('that ends after its dialog was closed shows nothing', async () => {
    let end: (result: Result<ImportReport>) => void = () => {}
    const { lab, asked } = await scripted('run', () => new Promise((resolve) => (end = resolve)))
    const taken = lab.imports.take(chosen('/in/run', true))
    await expect.poll(() => asked.length).toBe(1)
    lab.imports.close()
    end(success(runOf))
    await taken
    expect([lab.selected, lab.notices.entries]).toEqual([null, []])
  })
})

describe('what is dropped', () => {
  const look = (path: string): ImportLook | null => (path.endsWith('.csv') ? null : 'run')
  const files = (...names: string[]): File[] => names.map((name) => new File([], name))

  it.each<[string, string[], string[], string]>([
    ['a run is imported', ['run.zip'], ['/drop/run.zip'], 'sample-reviews.csv'],
    ['a table is data', ['a.csv'], [], '/drop/a.csv'],
  ])('%s', async (_what, names, imported, data) => {
    const { lab, asked } = await scripted(look)
    await useDropped(lab, files(...names))
    expect(asked.map(({ path }) => path)).toEqual(imported)
    expect(lab.draft.experiment.data.path.endsWith(data)).toBe(true)
  })

  it('is refused when a run is among other things', async () => {
    const { lab, asked } = await scripted(look)
    await useDropped(lab, files('a.csv', 'run.zip'))
    expect(asked).toEqual([])
    expect(lab.notices.entries[0].message).toBe(
      'run.zip is a run or a model: drop it alone to import it.',
    )
  })
})

it.each<[string, readonly string[] | null]>([
  ['', null],
  [' , ', null],
  ['negative, positive', ['negative', 'positive']],
  ['one, two\nthree\n', ['one, two', 'three']],
  ['a\r\nb', ['a', 'b']],
])('labels typed as %j are %j', (text, labels) => expect(parseLabels(text)).toEqual(labels))
