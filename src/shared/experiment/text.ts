// The `text` part of the experiment file: how texts become token ids.
import { z } from 'zod'

/** Texts are cut here when no sequenceLength is given. */
export const freeLengthLimit = 1000

export const levels = ['word', 'character', 'bpe'] as const
export type Level = (typeof levels)[number]

const size = z.int().min(1).max(1_000_000).nullable().default(null)
const length = z.int().min(1).max(20_000).nullable().default(null)
/**
 * Whether punctuation marks and line breaks are tokens of a word-level text or fall away as in Keras's Tokenizer;
 * null: they are kept where text is written (language-model, seq2seq), else they fall away.
 */
const punctuation = z.enum(['keep', 'drop']).nullable().default(null)

/** How the texts that a seq2seq model writes are cut; what is left out is as in `text`. */
export const targetTextSchema = z.strictObject({
  level: z.enum(levels).optional(),
  lowercase: z.boolean().optional(),
  punctuation: z.enum(['keep', 'drop']).optional(),
  vocabularySize: z.int().min(1).max(1_000_000).optional(),
  /** The most tokens that are trained on and written, the end counted in. */
  sequenceLength: z.int().min(1).max(20_000).optional(),
})

export const textSchema = z.strictObject({
  /** `bpe`: byte pairs learned from the training rows. */
  level: z.enum(levels).default('word'),
  lowercase: z.boolean().default(true),
  stripHtml: z.boolean().default(true),
  punctuation,
  /** Counts all ids, with padding, start and unknown. Null: 10,000 words, 256 characters or 4,000 byte pairs. */
  vocabularySize: size,
  /**
   * Every text is padded or cut to this many tokens; null: each batch is as long as its longest text.
   * Of a language model: the length of a window, 100 when null.
   */
  sequenceLength: length,
  padding: z.enum(['pre', 'post']).default('pre'),
  truncating: z.enum(['pre', 'post']).default('pre'),
  /**
   * Of tagging: a word that the vocabulary does not know is read in lower case, where it knows that, else by its shape:
   * capitals, digits and the ending, as far as rare training words share them.
   */
  wordShapes: z.boolean().default(false),
  /** Of seq2seq: how the target is cut, where otherwise than the source. */
  target: targetTextSchema.nullable().default(null),
})

export type TextOptions = z.output<typeof textSchema>

/** How many ids the vocabulary has room for, padding, start and unknown included. */
export function vocabularySizeOf(text: Pick<TextOptions, 'level' | 'vocabularySize'>): number {
  return text.vocabularySize ?? { word: 10_000, character: 256, bpe: 4000 }[text.level]
}

/** How the texts that a seq2seq model writes are cut. Targets are padded and cut at the end. */
export function targetTextOf(text: TextOptions): TextOptions {
  const { level } = text.target ?? {}
  // A size that was meant for another level is not taken over.
  const inherited =
    level === undefined || level === text.level ? text : { ...text, vocabularySize: null }
  return { ...inherited, ...text.target, padding: 'post', truncating: 'post', target: null }
}

/** How many tokens a window of a language model has. */
export function windowLengthOf(text: Pick<TextOptions, 'sequenceLength'>): number {
  return text.sequenceLength ?? 100
}
