// What columns are commonly called, and whether a first line holds such names or is a row already.

/** Common names of columns with texts, the likeliest first. */
export const textNames = [
  ...['text', 'review', 'sentence', 'comment', 'content', 'message', 'body', 'tweet', 'document'],
  ...['utterance', 'description', 'question', 'headline', 'post', 'phrase', 'title', 'subject'],
  ...['tokens', 'token', 'words', 'form'],
]
/** As above, for labels. */
export const labelNames = [
  ...['label', 'labels', 'class', 'category', 'sentiment', 'target', 'polarity', 'rating', 'tag'],
  ...['intent', 'topic', 'emotion', 'stars', 'score', 'language', 'genre', 'type', 'y'],
  ...['tags', 'upos', 'ner', 'pos'],
]
/** As above, for the tokens of a sentence. */
export const tokenNames = ['tokens', 'token', 'words', 'word', 'form']
/** As above, for the tags of its tokens. */
export const tagNames = ['tags', 'tag', 'upos', 'ner', 'pos', 'labels', 'label']

/** A column with one of the names, else one with such a word in its name, as in `review_text` or `reviewText`. */
export function findByName(columns: readonly string[], names: readonly string[]): string | null {
  for (const name of names) {
    const exact = columns.find((column) => column.toLowerCase() === name)
    if (exact !== undefined) return exact
  }
  for (const name of names) {
    const partly = columns.find((column) => wordsOf(column).includes(name))
    if (partly !== undefined && !wordsOf(partly).some((word) => aboutTheColumn.has(word)))
      return partly
  }
  return null
}

/** A column with such a word in its name tells something about the text or label, but is neither. */
const aboutTheColumn = new Set(['id', 'length', 'count', 'date', 'url'])

function wordsOf(column: string): string[] {
  return column
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
}

/** Whether `columns` is a row: no known name in it, and a value that comes up below, or a long text. */
export function looksHeaderless(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): boolean {
  if (findByName(columns, [...textNames, ...labelNames]) !== null) return false
  return columns.some(
    (name, index) => name.split(' ').length > 8 || rows.some((row) => row[index] === name),
  )
}
