// Cuts a text into words or characters, by rules short enough to be repeated in an exported model.
import type { TextOptions } from '#shared/experiment/schema'

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

/**
 * A function that cuts a text into tokens by `text.level`, after stripping HTML and lower-casing where asked for.
 *
 * Word level holds to Keras's text conventions (its `filters` split, apostrophes stay) and extends them beyond
 * ASCII: all Unicode white space and punctuation split, and a typographic apostrophe counts as a plain one.
 * See https://www.tensorflow.org/api_docs/python/tf/keras/preprocessing/text/Tokenizer
 * Character level cuts by code point.
 */
export function createTokenizer(text: TextOptions): (text: string) => string[] {
  return (input) => {
    const plain = plainText(input, text)
    return text.level === 'word'
      ? (plain.replaceAll('\u2019', "'").match(words) ?? [])
      : Array.from(plain)
  }
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
