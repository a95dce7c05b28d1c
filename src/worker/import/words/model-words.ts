// Which words a model's ids stand for and how texts become these ids: from what was given, what lies beside the model, or numbers.
import { basename } from 'node:path'
import { textSchema, type TextOptions } from '#shared/experiment/text'
import type { Experiment, Task } from '#shared/experiment/schema'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import {
  reservedIds,
  vocabularyToJson,
  type Purpose,
  type VocabularyJson,
} from '../../text/vocabulary'
import { importLimits } from '../limits'
import type { Remarks } from '../objections'
import { readBounded, type SiblingFile } from '../siblings'
import { mapIds, vocabularyOfMap, type IdMap } from './id-map'
import { readTokens, type FileVocabulary, type Tokens } from './read-tokens'
import { isVectorized, levelOf, textOf } from './text-of'

export interface ModelWords {
  /** As the vocabulary asks for; sizes and lengths are the model's. */
  readonly text: TextOptions
  readonly vocabulary: VocabularyJson
  /** How the file's ids become the lab's. */
  readonly map: IdMap
}

/** Reads the vocabulary that a person named, else that beside the model; null when there is none. */
export async function findVocabulary(
  given: string | null,
  beside: SiblingFile | null,
  ids: number,
  remarks: Remarks,
): Promise<Result<FileVocabulary | null>> {
  if (given === null)
    return beside ? readTokens(beside.content, beside.file, ids, remarks) : success(null)
  const read = await readBounded(given, importLimits.textBytes)
  return read.ok ? readTokens(read.value, basename(given), ids, remarks) : read.failure
}

export interface WordsOf {
  readonly task: Task
  /** How many ids the model knows. */
  readonly ids: number
  readonly found: FileVocabulary | null
  /** That of the lab's own export, beside the model. */
  readonly experiment: Experiment | null
  /** Whether the model takes texts of one length. */
  readonly isFixed: boolean
}

/** Fails with `model-refused` for a vocabulary that cannot be the model's. */
export function wordsOf(options: WordsOf, remarks: Remarks): Result<ModelWords> {
  const { found, experiment } = options
  if (found?.kind === 'lab') return labsWords(options, found)
  if (!found && experiment)
    return failure(
      'run-unreadable',
      'The experiment.json beside the model is of the lab, but its vocabulary.json is missing there. Put it beside the model, or name it.',
    )
  return othersWords(options, found?.tokens ?? null, remarks)
}

function labsWords(
  options: WordsOf,
  { vocabulary, text: own }: Extract<FileVocabulary, { kind: 'lab' }>,
): Result<ModelWords> {
  const text = options.experiment?.text ?? own
  const wrong = findMismatch(options, vocabulary.purpose, vocabulary.size)
  if (wrong) return wrong
  const map = mapIds([], options.ids, vocabulary.purpose, vocabulary.level)
  return success({ text, map, vocabulary: vocabularyToJson(vocabulary, text) })
}

/** @param named null where no vocabulary is known */
function othersWords(options: WordsOf, named: Tokens | null, remarks: Remarks): Result<ModelWords> {
  const { task, ids, experiment } = options
  const tokens = named ?? numbersOf(options)
  const text = experiment?.text ?? (named ? textFor(task, tokens) : numbersText)
  if (text.level === 'bpe')
    return failure(
      'model-refused',
      'The model reads byte pairs, which only a vocabulary.json of the lab describes. Name that of the same export.',
    )
  const purpose = purposeOf(task)
  const map = mapIds(tokens, ids, purpose, text.level)
  if (map.source && (experiment || task === 'seq2seq'))
    return failure(
      'model-refused',
      `The vocabulary begins otherwise than this model's ids, of which the lab keeps the first ${reservedIds(text.level, purpose)}. Name the vocabulary.json of the same export.`,
    )
  if (!named)
    remarks.note(
      'No vocabulary was given, so the tokens are the numbers of their ids: type texts as numbers with spaces between, such as "12 7 345".',
    )
  tellOfIds(options, map, text, tokens, remarks)
  return success({ text, map, vocabulary: vocabularyOfMap(map, text, purpose) })
}

/** Written with spaces between. */
const numbersText = textSchema.parse({ stripHtml: false, punctuation: 'drop' })

/** A number for each id. Encoder-decoders are all the lab's, which keeps the first ids for other things. */
function numbersOf({ task, ids }: WordsOf): Tokens {
  const reserved = task === 'seq2seq' ? reservedIds('word', purposeOf(task)) : 0
  return Array.from({ length: ids }, (_, id) => (id < reserved ? null : String(id)))
}

function purposeOf(task: Task): Purpose {
  return task === 'language-model' ? 'writing' : 'reading'
}

/** A tagger's tokens are words as the data have them, whatever they look like. */
function textFor(task: Task, tokens: Tokens): TextOptions {
  return textOf(tokens, task === 'tagging' ? 'word' : levelOf(tokens))
}

function findMismatch({ task, ids }: WordsOf, purpose: Purpose, size: number): Failure | null {
  if (size > ids)
    return failure(
      'model-refused',
      `The vocabulary has ${size} tokens, but the model knows ${ids} ids. Name the vocabulary that the model was trained with.`,
    )
  if (task === 'seq2seq' || purpose === purposeOf(task)) return null
  return failure(
    'model-refused',
    `The vocabulary is of a model that ${purpose === 'writing' ? 'writes texts' : 'reads texts alone'}, and this one is for ${task}. Name the vocabulary that the model was trained with.`,
  )
}

/** What a person should know of how texts are read. */
function tellOfIds(
  { found, task, isFixed }: WordsOf,
  { missing, source }: IdMap,
  text: TextOptions,
  tokens: Tokens,
  remarks: Remarks,
): void {
  if (source)
    remarks.note(
      'The rows of the Embedding were put into the order of the lab, with padding, start and unknown first; each token kept its own.',
    )
  if (task === 'classification') {
    remarks.note(
      isVectorized(tokens)
        ? 'Texts are padded and cut at the end, as TextVectorization does.'
        : "Texts are padded and cut at the front, as Keras's pad_sequences does.",
    )
    if (missing.includes('start') && (text.padding === 'post' || !isFixed))
      remarks.note(
        'The lab begins each text with a start, for which the model has no id: it reads one step of padding there, which may change its answers a little.',
      )
  }
  if (found && missing.includes('unknown'))
    remarks.note('The vocabulary has no token for unknown words; they are read as padding.')
}
