// The files of an exported run, which depend on its task.
import { basename } from 'node:path'
import { success, type Result } from '#shared/protocol/result'
import { targetTextOf } from '#shared/experiment/text'
import type { Experiment } from '#shared/experiment/schema'
import type { LoadedRun } from '../inference/load-run'
import { modelFiles, modelJson } from '../model/save'
import { vocabularyToJson } from '../text/vocabulary'
import { classificationModule } from './modules/classification'
import { filesModule } from './modules/files'
import { joinModule } from './modules/join'
import { languageModelModule } from './modules/language-model'
import { seq2seqModule } from './modules/seq2seq'
import { taggingModule } from './modules/tagging'
import { wordsModule } from './modules/words'
import { exportReadme } from './readme'
import { textModule } from './text-module'
import { testVectors } from './vectors'

export type Content = readonly (readonly [name: string, content: string | Uint8Array])[]

/** All files, by name. Fails as the run's predictions do. */
export async function exportContent(run: LoadedRun): Promise<Result<Content>> {
  const { experiment, vocabulary, targetVocabulary, model } = run
  const vectors = await testVectors(run)
  if (!vectors.ok) return vectors
  const files = await modelFiles(model)
  const target =
    targetVocabulary && vocabularyToJson(targetVocabulary, targetTextOf(experiment.text))
  return success([
    ['model.json', json(modelJson(files, 'weights.bin'))],
    ['weights.bin', files.weights],
    ['vocabulary.json', json(vocabularyToJson(vocabulary, experiment.text))],
    ...(target ? [['target-vocabulary.json', json(target)] as const] : []),
    ...labelsFile(run),
    ['experiment.json', json(withoutPlaces(experiment))],
    ...moduleFiles(experiment),
    ['test-vectors.json', json(vectors.value)],
    ['README.md', exportReadme(run)],
  ])
}

function labelsFile({ experiment, labels, scale }: LoadedRun): Content {
  const { task, data } = experiment
  if (task !== 'classification' && task !== 'tagging') return []
  const kind = task === 'tagging' ? 'tag' : data.labelKind
  return [
    ['labels.json', json({ format: 'unroll-labels/1', kind, labels, ...(scale && { scale }) })],
  ]
}

// The place of the data on this computer is nobody else's business.
function withoutPlaces(experiment: Experiment): Experiment {
  const { data } = experiment
  const nameOf = (path: string | null): string | null => path && basename(path)
  return {
    ...experiment,
    data: {
      ...data,
      path: basename(data.path),
      morePaths: data.morePaths.map((path) => basename(path)),
      validationPath: nameOf(data.validationPath),
      testPath: nameOf(data.testPath),
    },
  }
}

function moduleFiles({ task }: Experiment): Content {
  const text = ['unroll-text.mjs', textModule] as const
  const join = ['unroll-join.mjs', joinModule] as const
  const files = ['unroll-files.mjs', filesModule] as const
  switch (task) {
    case 'classification':
      return [text, files, ['unroll-model.mjs', classificationModule]]
    case 'tagging':
      return [files, ['unroll-words.mjs', wordsModule], ['unroll-model.mjs', taggingModule]]
    case 'language-model':
      return [text, join, files, ['unroll-model.mjs', languageModelModule]]
    case 'seq2seq':
      return [text, join, files, ['unroll-model.mjs', seq2seqModule]]
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
