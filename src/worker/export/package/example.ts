// What the lines of a README give the model: one text of the run, for every format.
import type { VectorsFile } from './vectors'

/** The text of the first test vector; of a tagger its tokens with spaces between. */
export function exampleOf({ vectors: [{ text, tokens }] }: VectorsFile): string {
  if (typeof text === 'string') return text
  return Array.isArray(tokens) ? tokens.join(' ') : ''
}

/** A text as the last argument of a command: in double quotes where these leave every letter alone, else in single ones. */
export function shellWord(text: string): string {
  const word = /["$`\\!%\n]/.test(text)
    ? `'${text.replaceAll("'", String.raw`'\''`)}'`
    : `"${text}"`
  return text.startsWith('-') ? `-- ${word}` : word
}
