// Reads a vocabulary as other programs write it: which token each of a model's ids stands for.
import { z } from 'zod'
import { failure, success, type Result } from '#shared/protocol/result'
import { parseVocabulary, vocabularyFormat, type Vocabulary } from '../../text/vocabulary'
import type { TextOptions } from '#shared/experiment/text'
import { textSchema } from '#shared/experiment/text'
import { parseBoundedJson } from '../bounded-json'
import { importLimits, tooLarge, unreadable } from '../limits'
import type { Remarks } from '../objections'

/** By id; null where no token is known. */
export type Tokens = readonly (string | null)[]

export type FileVocabulary =
  | { readonly kind: 'lab'; readonly vocabulary: Vocabulary; readonly text: TextOptions }
  | { readonly kind: 'tokens'; readonly tokens: Tokens }

const listSchema = z.array(z.string().max(10_000))
/** What `tokenizer.to_json()` of Keras's Tokenizer gives; the table in it is JSON once more. */
const tokenizerSchema = z.object({
  class_name: z.literal('Tokenizer'),
  config: z.object({ word_index: z.string() }),
})

/**
 * @param ids how many the model knows
 */
export function readTokens(
  content: Uint8Array,
  file: string,
  ids: number,
  remarks: Remarks,
): Result<FileVocabulary> {
  const begin = new TextDecoder().decode(content.subarray(0, 200)).trimStart()
  if (!file.endsWith('.json') && !begin.startsWith('{')) return readLines(content, file, ids)
  const json = parseBoundedJson(content, file, 'any')
  if (!json.ok) return json
  const { value } = json
  if (isLabs(value)) return readLabs(value, file)
  const list = listSchema.safeParse(value)
  if (list.success) return readList(list.data, file, ids)
  const tokenizer = tokenizerSchema.safeParse(value)
  const inner = tokenizer.success
    ? parseBoundedJson(Buffer.from(tokenizer.data.config.word_index), file, 'any')
    : json
  if (!inner.ok) return inner
  return readTable(inner.value, file, ids, remarks)
}

function isLabs(value: unknown): boolean {
  const format = z.object({ format: z.string() }).safeParse(value).data?.format
  return format?.startsWith(vocabularyFormat.split('/')[0]) ?? false
}

function readLabs(value: unknown, file: string): Result<FileVocabulary> {
  const vocabulary = parseVocabulary(value, file)
  if (!vocabulary.ok) return vocabulary
  // parseVocabulary checked it.
  const text = z.object({ text: textSchema }).parse(value).text
  return success({ kind: 'lab', vocabulary: vocabulary.value, text })
}

function readLines(content: Uint8Array, file: string, ids: number): Result<FileVocabulary> {
  if (content.length > importLimits.textBytes)
    return tooLarge(file, content.length, importLimits.textBytes)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return unreadable(file, 'it is not text in UTF-8')
  }
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return readList(lines, file, ids)
}

function readList(list: readonly string[], file: string, ids: number): Result<FileVocabulary> {
  if (list.length > ids)
    return failure(
      'model-refused',
      `${file} has ${list.length} tokens, but the model knows ${ids} ids. Name the vocabulary that the model was trained with.`,
    )
  return checked(list, file)
}

/** Words that are rarer than the model's last id are left out, as Keras's Tokenizer does by num_words. */
function readTable(
  value: unknown,
  file: string,
  ids: number,
  remarks: Remarks,
): Result<FileVocabulary> {
  const table = tableOf(value)
  if (!table)
    return unreadable(
      file,
      'it is none of a vocabulary.json, a list of tokens and a table from word to id',
    )
  const shift = shiftOf(table, ids)
  const tokens = new Array<string | null>(ids).fill(null)
  if (shift > 0) {
    remarks.note(
      `${file} counts words from 1 and the model's ids begin ${shift} later, as in Keras's imdb.load_data: 0 is padding, 1 the start, 2 an unknown word.`,
    )
    for (const [id, name] of ['<pad>', '<start>', '<unknown>'].entries()) tokens[id] = name
  }
  for (const [word, number] of table) {
    const id = number + shift
    if (id >= ids) continue
    if (tokens[id] !== null) return unreadable(file, `it has two words of the id ${number}`)
    tokens[id] = word
  }
  return checked(tokens, file)
}

/** Words are keys of any name, so that only entries are looked at. */
function tableOf(value: unknown): ReadonlyMap<string, number> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const entries: [string, unknown][] = Object.entries(value)
  const table = new Map<string, number>()
  for (const [word, number] of entries) {
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) return null
    table.set(word, number)
  }
  return table
}

/** Sizes and one word of the indices that Keras publishes for its datasets imdb and reuters. */
const published = [
  { size: 88_584, word: 'fawn', number: 34_701 },
  { size: 30_979, word: 'mdbl', number: 10_996 },
] as const

/** Keras's datasets keep three ids before the first word (index_from), its Tokenizer one. */
function shiftOf(table: ReadonlyMap<string, number>, ids: number): number {
  const isPublished = published.some(
    ({ size, word, number }) => table.size === size && table.get(word) === number,
  )
  let [least, most] = [Infinity, -Infinity]
  for (const number of table.values())
    [least, most] = [Math.min(least, number), Math.max(most, number)]
  return isPublished || (least === 1 && most + 3 === ids - 1) ? 3 : 0
}

function checked(tokens: Tokens, file: string): Result<FileVocabulary> {
  const seen = new Set<string>()
  for (const token of tokens) {
    if (token === null) continue
    if (seen.has(token))
      return unreadable(file, `it has the token ${JSON.stringify(token).slice(0, 60)} twice`)
    seen.add(token)
  }
  return success({ kind: 'tokens', tokens })
}
