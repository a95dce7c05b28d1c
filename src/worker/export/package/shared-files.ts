// The files that every exported folder has: how texts become ids, what the outputs mean, how the model was trained, and the test vectors.
import { targetTextOf } from '#shared/experiment/text'
import { withoutPlaces } from '#shared/experiment/without-places'
import type { LoadedRun } from '../../inference/load-run'
import { vocabularyToJson } from '../../text/vocabulary'
import type { Content, ExportSubject } from '../exporter'
import { vectorsContent } from './vectors'

export function sharedFiles({ run, vectors }: ExportSubject): Content {
  const { experiment, vocabulary, targetVocabulary } = run
  const target =
    targetVocabulary && vocabularyToJson(targetVocabulary, targetTextOf(experiment.text))
  return [
    ['vocabulary.json', json(vocabularyToJson(vocabulary, experiment.text))],
    ...(target ? [['target-vocabulary.json', json(target)] as const] : []),
    ...labelsFile(run),
    ['experiment.json', json(withoutPlaces(experiment))],
    ['test-vectors.json', vectorsContent(vectors)],
  ]
}

function labelsFile({ experiment, labels, scale }: LoadedRun): Content {
  const { task, data } = experiment
  if (task !== 'classification' && task !== 'tagging') return []
  const kind = task === 'tagging' ? 'tag' : data.labelKind
  return [
    ['labels.json', json({ format: 'unroll-labels/1', kind, labels, ...(scale && { scale }) })],
  ]
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
