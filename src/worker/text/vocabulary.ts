// Which token has which id; saved beside the model as vocabulary.json.
import { z } from 'zod'
import { textSchema, vocabularySizeOf, type TextOptions } from '#shared/experiment/text'
import { failure, success, type Result } from '#shared/protocol/result'
import { learnMerges } from './bpe'
import { byteSymbols, bytesOfText } from './byte-symbols'

export const vocabularyFormat = 'unroll-vocabulary/1'

/** What the ids are for: only to be read by a network, or also to be written by one. */
const purposes = ['reading', 'writing'] as const
export type Purpose = (typeof purposes)[number]

export interface Vocabulary {
  readonly level: TextOptions['level']
  readonly purpose: Purpose
  /** Ids in use, with the reserved ones. */
  readonly size: number
  /** The token of each id; reserved ids first. */
  readonly tokens: readonly string[]
  /** How many ids come before the first token. */
  readonly reserved: number
  /** The id of a token that the vocabulary does not hold. */
  readonly unknown: number
  /** The id before a text's first token; null where there is none. */
  readonly start: number | null
  /** The id after a text's last token; null where there is none. */
  readonly end: number | null
  /** Of byte pairs, as `createTokenizer` takes them. */
  readonly merges: readonly string[] | null
  /** The id of a token; `unknown` when it is not there. */
  idOf(token: string): number
}

const [pad, start, unknown, end] = ['<pad>', '<start>', '<unknown>', '<end>']

/** Names of the ids before the first token. No tokenizer gives such tokens, so that they cannot be mistaken. */
const reservedNames: Readonly<Record<Purpose, Record<TextOptions['level'], readonly string[]>>> = {
  reading: {
    word: [pad, start, unknown],
    character: [pad, unknown],
    bpe: [pad, unknown],
  },
  writing: {
    word: [pad, start, unknown, end],
    character: [pad, start, unknown, end],
    bpe: [pad, start, unknown, end],
  },
}

/** How many ids come before the first token: to read 3 for words, else 2; to write 4. */
export function reservedIds(level: TextOptions['level'], purpose: Purpose = 'reading'): number {
  return reservedNames[purpose][level].length
}

/** The id of a token that the vocabulary does not hold: 2, but to read characters and byte pairs 1. */
export function unknownId(level: TextOptions['level'], purpose: Purpose = 'reading'): number {
  return reservedNames[purpose][level].indexOf(unknown)
}

/**
 * The most frequent tokens, by falling count, as many as `options` asks for with the reserved ids counted in.
 * Tokens of the same count keep the order of `counts`, which is that of their first occurrence in the data.
 *
 * Of byte pairs `counts` are those of chunks, and the tokens the 256 bytes and then what merges give. Where the vocabulary
 * is smaller than that, the most frequent bytes.
 * @param merges that were learned before; else they are learned here
 */
export function buildVocabulary(
  counts: Iterable<readonly [string, number]>,
  options: TextOptions,
  purpose: Purpose = 'reading',
  merges: readonly string[] | null = null,
): Vocabulary {
  const { level } = options
  const reserved = reservedIds(level, purpose)
  const room = Math.max(0, vocabularySizeOf(options) - reserved)
  if (level !== 'bpe') return vocabularyOf({ level, purpose, found: mostFrequent(counts, room) })
  if (room < byteSymbols.length)
    return vocabularyOf({
      ...{ level, purpose, merges: [] },
      found: mostFrequent(countBytes(counts), room),
    })
  const learned = merges ?? learnMerges(counts, vocabularySizeOf(options), reserved)
  const found = [...byteSymbols, ...learned.map((merge) => merge.replace(' ', ''))]
  return vocabularyOf({ level, purpose, merges: learned, found })
}

function mostFrequent(counts: Iterable<readonly [string, number]>, room: number): string[] {
  const tokens: string[] = []
  const numbers: number[] = []
  for (const [token, count] of counts) {
    tokens.push(token)
    numbers.push(count)
  }
  return Array.from(orderByCount(numbers).subarray(0, room), (index) => tokens[index])
}

/** Room for the place of a token beside its count in a number of 53 bits. */
const places = 2 ** 21

/** The places of the counts, by falling count; equal ones stay in their order. There may be millions. */
function orderByCount(counts: readonly number[]): Int32Array | Float64Array {
  if (counts.length > places || counts.some((count) => count >= 2 ** 32)) {
    const order = Int32Array.from(counts, (_count, index) => index)
    return order.sort((one, other) => counts[other] - counts[one] || one - other)
  }
  // One number for both sorts ten times as fast as a comparison.
  const keys = Float64Array.from(counts, (count, index) => index - count * places).sort()
  return keys.map((key) => ((key % places) + places) % places)
}

function countBytes(chunks: Iterable<readonly [string, number]>): [string, number][] {
  const counts = new Float64Array(256)
  for (const [chunk, count] of chunks) for (const byte of bytesOfText(chunk)) counts[byte] += count
  return byteSymbols.map((symbol, byte) => [symbol, counts[byte]])
}

interface VocabularyParts {
  readonly level: TextOptions['level']
  readonly purpose: Purpose
  /** Tokens without the reserved ones. */
  readonly found: readonly string[]
  readonly merges?: readonly string[] | null
}

function vocabularyOf({ level, purpose, found, merges = null }: VocabularyParts): Vocabulary {
  const names = reservedNames[purpose][level]
  const tokens = [...names, ...found]
  const unknown = unknownId(level, purpose)
  const ids = new Map(found.map((token, index) => [token, index + names.length]))
  return {
    ...{ level, purpose, size: tokens.length, tokens, merges, unknown, reserved: names.length },
    start: placeOf(start, names),
    end: placeOf(end, names),
    idOf: (token) => ids.get(token) ?? unknown,
  }
}

function placeOf(name: string, names: readonly string[]): number | null {
  return names.includes(name) ? names.indexOf(name) : null
}

const vocabularySchema = z.object({
  format: z.literal(vocabularyFormat),
  /** How texts are cut into these tokens. */
  text: textSchema,
  /** Vocabularies of older versions are all to be read. */
  purpose: z.enum(purposes).default('reading'),
  /** The index is the id. */
  tokens: z.array(z.string()).max(1_000_001),
  /** Of byte pairs, in the order they are applied: two tokens with a space between. */
  merges: z.array(z.string()).max(1_000_001).nullable().default(null),
})

/** What vocabulary.json holds: the text options and the tokens in the order of their ids. */
export type VocabularyJson = z.output<typeof vocabularySchema>

/** The vocabulary as JSON, with the text options that it was made by. */
export function vocabularyToJson(vocabulary: Vocabulary, text: TextOptions): VocabularyJson {
  const { purpose, tokens, merges } = vocabulary
  return {
    ...{ format: vocabularyFormat, text, purpose, tokens: [...tokens] },
    merges: merges && [...merges],
  }
}

/** Reads what `vocabularyToJson` wrote; `origin` names the file in the sentence of a failure. */
export function parseVocabulary(json: unknown, origin: string): Result<Vocabulary> {
  const format: unknown = z.looseObject({ format: z.unknown() }).safeParse(json).data?.format
  if (typeof format === 'string' && format !== vocabularyFormat)
    return failure(
      'run-unreadable',
      `${origin} is of the format "${format}", and this version reads "${vocabularyFormat}" only; open it with the version that wrote it.`,
    )
  const parsed = vocabularySchema.safeParse(json)
  if (!parsed.success) return damaged(origin, describeIssue(parsed.error.issues[0]))
  const problem = findDamage(parsed.data)
  if (problem) return damaged(origin, problem)
  const { text, purpose, tokens, merges } = parsed.data
  const found = tokens.slice(reservedIds(text.level, purpose))
  return success(vocabularyOf({ level: text.level, purpose, found, merges }))
}

function findDamage({ text, purpose, tokens, merges }: VocabularyJson): string | undefined {
  const names = reservedNames[purpose][text.level]
  const misplaced = names.findIndex((name, id) => tokens[id] !== name)
  if (misplaced >= 0) return `tokens.${misplaced} should be "${names[misplaced]}"`
  if (new Set(tokens.slice(names.length)).size < tokens.length - names.length)
    return 'tokens holds the same token twice'
  if (text.level !== 'bpe') return undefined
  if (!merges) return 'merges is missing'
  const known = new Set(tokens)
  const stray = merges.findIndex(
    (merge) => !/^\S+ \S+$/u.test(merge) || !known.has(merge.replace(' ', '')),
  )
  return stray < 0 ? undefined : `merges.${stray} is not two tokens that give a third one`
}

function describeIssue(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.') || 'the document'}: ${issue.message}`
}

function damaged(origin: string, detail: string): Result<Vocabulary> {
  return failure(
    'run-unreadable',
    `${origin} is not a vocabulary that this version can read (${detail}); restore the file or train again.`,
  )
}
