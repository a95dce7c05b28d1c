// Cuts a text into words, characters or byte pairs, by rules short enough to be repeated in an exported model.
import type { TextOptions } from '#shared/experiment/text'
import { mergingSplitter, splitIntoChunks } from './bpe'

/** `<br />`, `</b>`, `<!-- ... -->`, but not the signs of "a < b and b > c". */
const tags = /<[/!a-z][^<>]*>/gi
const entities = /&(#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/gi
/** What the common entities stand for; every other one becomes a space. */
const entityText = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['#39', "'"],
  ['#039', "'"],
  ['#x27', "'"],
  ['rsquo', "'"],
])
/** Runs of anything but white space, control characters, punctuation (the apostrophe is none) and $ + < = > ^ ` | ~ */
const words = /(?:[^\s\p{Cc}\p{P}$+<=>^`|~]|')+/gu
/** Numbers with their separators, words as above, up to three of the same mark, and line breaks. */
const wordsAndMarks =
  /\p{Nd}+(?:[.,:]\p{Nd}+)+|(?:[^\s\p{Cc}\p{P}$+<=>^`|~]|')+|([\p{P}$+<=>^`|~])\1{0,2}|\n/gu

/**
 * A function that cuts a text into tokens by `text.level`, after stripping HTML and lower-casing where asked for.
 *
 * Word level holds to Keras's text conventions (its `filters` split, apostrophes stay) and extends them beyond
 * ASCII: all Unicode white space and punctuation split, and a typographic apostrophe counts as a plain one.
 * See https://www.tensorflow.org/api_docs/python/tf/keras/preprocessing/text/Tokenizer
 * With `punctuation: 'keep'` marks, "..." and "--" among them, and line breaks are tokens too.
 * Character level cuts by code point.
 * Byte-pair level applies `merges`, as a vocabulary has them. Without merges it gives the chunks that merges are learned from.
 */
export function createTokenizer(
  text: TextOptions,
  merges: readonly string[] | null = null,
): (text: string) => string[] {
  const cut = cutterOf(text, merges)
  return (input) => cut(plainText(input, text))
}

function cutterOf(
  { level, punctuation }: TextOptions,
  merges: readonly string[] | null,
): (plain: string) => string[] {
  if (level === 'character') return (plain) => Array.from(plain)
  if (level === 'bpe') return merges ? mergingSplitter(merges) : splitIntoChunks
  const pattern = punctuation === 'keep' ? wordsAndMarks : words
  return (plain) => plain.replaceAll('\u2019', "'").match(pattern) ?? []
}

function plainText(input: string, options: TextOptions): string {
  const stripped = options.stripHtml ? stripHtml(input) : input
  return options.lowercase ? stripped.toLowerCase() : stripped
}

function stripHtml(input: string): string {
  return input
    .replace(tags, ' ')
    .replace(entities, (_entity, name: string) => entityText.get(name.toLowerCase()) ?? ' ')
}
