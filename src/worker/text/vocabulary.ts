// Which token has which id; saved beside the model as vocabulary.json.
import { z } from 'zod'
import { textSchema, vocabularySizeOf, type TextOptions } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'

export const vocabularyFormat = 'unroll-vocabulary/1'

export interface Vocabulary {
  readonly level: TextOptions['level']
  /** Ids in use, with the reserved ones. */
  readonly size: number
  /** The token of each id; reserved ids first. */
  readonly tokens: readonly string[]
  /** The id of a token; the id of unknown tokens when it is not there. */
  idOf(token: string): number
}

/** Names of the ids before the first token. No tokenizer gives such tokens, so that they cannot be mistaken. */
const reservedNames = {
  word: ['<pad>', '<start>', '<unknown>'],
  character: ['<pad>', '<unknown>'],
} as const

/** How many ids come before the first token: 3 for words, 2 for characters. */
export function reservedIds(level: TextOptions['level']): number {
  return reservedNames[level].length
}

/** The id of a token that the vocabulary does not hold: 2 for words, 1 for characters. */
export function unknownId(level: TextOptions['level']): number {
  return reservedIds(level) - 1
}

/**
 * The most frequent tokens, by falling count, as many as `options` asks for with the reserved ids counted in.
 * Tokens of the same count keep the order of `counts`, which is that of their first occurrence in the data.
 */
export function buildVocabulary(
  counts: Iterable<readonly [string, number]>,
  options: TextOptions,
): Vocabulary {
  const room = Math.max(0, vocabularySizeOf(options) - reservedIds(options.level))
  const tokens: string[] = []
  const numbers: number[] = []
  for (const [token, count] of counts) {
    tokens.push(token)
    numbers.push(count)
  }
  // Numbers of tokens, not pairs: there may be millions.
  const order = Int32Array.from(tokens, (_token, index) => index)
  order.sort((one, other) => numbers[other] - numbers[one] || one - other)
  return vocabularyOf(
    options.level,
    Array.from(order.subarray(0, room), (index) => tokens[index]),
  )
}

function vocabularyOf(level: TextOptions['level'], found: readonly string[]): Vocabulary {
  const tokens = [...reservedNames[level], ...found]
  const reserved = reservedIds(level)
  const unknown = unknownId(level)
  const ids = new Map(found.map((token, index) => [token, index + reserved]))
  return { level, size: tokens.length, tokens, idOf: (token) => ids.get(token) ?? unknown }
}

const vocabularySchema = z.object({
  format: z.literal(vocabularyFormat),
  /** How texts are cut into these tokens. */
  text: textSchema,
  /** The index is the id. */
  tokens: z.array(z.string()).max(1_000_001),
})

/** What vocabulary.json holds: the text options and the tokens in the order of their ids. */
export type VocabularyJson = z.output<typeof vocabularySchema>

/** The vocabulary as JSON, with the text options that it was made by. */
export function vocabularyToJson(vocabulary: Vocabulary, text: TextOptions): VocabularyJson {
  return { format: vocabularyFormat, text, tokens: [...vocabulary.tokens] }
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
  const { level } = parsed.data.text
  const tokens = parsed.data.tokens
  const reserved = reservedNames[level]
  const misplaced = reserved.findIndex((name, id) => tokens[id] !== name)
  if (misplaced >= 0)
    return damaged(origin, `tokens.${misplaced} should be "${reserved[misplaced]}"`)
  const found = tokens.slice(reserved.length)
  const twice = found.length - new Set(found).size
  if (twice > 0) return damaged(origin, 'tokens holds the same token twice')
  return success(vocabularyOf(level, found))
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
