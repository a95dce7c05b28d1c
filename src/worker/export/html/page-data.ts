// What an exported page tells and needs to answer, as JSON.
import { formatCount, formatShape } from '#shared/domain/format'
import { summarizeModel } from '#shared/domain/model-summary'
import { parityLimit } from '#shared/domain/export'
import type { Experiment } from '#shared/experiment/schema'
import { targetTextOf } from '#shared/experiment/text'
import type { LoadedRun } from '../../inference/load-run'
import { createTokenizer } from '../../text/tokenizer'
import { vocabularyToJson } from '../../text/vocabulary'
import type { ExportSubject } from '../exporter'
import { englishText, sourcesOf } from '../package/vectors'
import { factsOf } from './page-facts'
import { pageFormat, type PageNetwork } from './page-schema'

const secondExample = 'Dull, slow and far too long; I wanted my evening back.'

/** The content of the page's data block. */
export async function pageData(subject: ExportSubject, network: PageNetwork): Promise<object> {
  const { run, vectors } = subject
  const { experiment, vocabulary, targetVocabulary, labels, scale } = run
  const { task, name, data, text } = experiment
  const { layers, total } = summarizeModel(experiment)
  return {
    ...{ format: pageFormat, name, task, kind: kindOf(experiment) },
    ...{ labelKind: data.labelKind, labels, scale },
    facts: await factsOf(run),
    layers: layers.map((layer) => ({
      ...{ name: layer.name, type: layer.type },
      ...{ shape: formatShape(layer.outputShape), parameters: formatCount(layer.count) },
    })),
    parameters: formatCount(total),
    vocabulary: vocabularyToJson(vocabulary, text),
    targetVocabulary: targetVocabulary && vocabularyToJson(targetVocabulary, targetTextOf(text)),
    examples: examplesOf(run),
    limit: parityLimit,
    vectors: vectors.vectors.map(({ model }) => model),
    network,
  }
}

/** Texts to try with one click; a language model begins by itself. */
function examplesOf(run: LoadedRun): string[] {
  const { task, data } = run.experiment
  if (data.generator) return sourcesOf(data.generator, 3)
  const texts = task === 'classification' ? [englishText, secondExample] : []
  if (task === 'tagging') texts.push(englishText)
  return texts.filter((text) => isKnown(run, text))
}

/** Whether the vocabulary knows more than half of a text: one in another language shows nothing. */
function isKnown({ vocabulary, experiment }: LoadedRun, text: string): boolean {
  const tokens = createTokenizer(experiment.text, vocabulary.merges)(text)
  const known = tokens.filter((token) => vocabulary.idOf(token) !== vocabulary.unknown)
  return known.length * 2 > tokens.length
}

function kindOf({ task, data }: Experiment): string {
  switch (task) {
    case 'tagging':
      return 'Tagger of words'
    case 'language-model':
      return 'Language model'
    case 'seq2seq':
      return 'Encoder-decoder'
    case 'classification':
      return {
        class: 'Text classifier',
        labels: 'Text classifier, several labels a text',
        number: 'Number from a text',
      }[data.labelKind]
  }
}
