// Finds the words of a row's label in its text, so that a network cannot read the answer off.
import type { TextOptions } from '#shared/experiment/text'

/** Whether each token is a word of a label; null when none is. */
export type HiddenTokens = readonly boolean[] | null

type Tokenize = (text: string) => readonly string[]

/**
 * Of words each that occurs in a label; of characters the label as a whole, of byte pairs also after a space.
 * @param names the row's labels as they are written
 */
export function findLabelTokens(
  tokens: readonly string[],
  names: readonly string[],
  tokenize: Tokenize,
  level: TextOptions['level'],
): HiddenTokens {
  if (level === 'character') return findSequences(tokens, names.map(tokenize))
  if (level === 'bpe')
    return findSequences(
      tokens,
      names.flatMap((name) => [tokenize(name), tokenize(` ${name}`)]),
    )
  const words = new Set(names.flatMap((name) => tokenize(name)))
  return tokens.some((token) => words.has(token)) ? tokens.map((token) => words.has(token)) : null
}

function findSequences(
  tokens: readonly string[],
  wanted: readonly (readonly string[])[],
): HiddenTokens {
  const hidden = new Array<boolean>(tokens.length).fill(false)
  for (const sequence of wanted.filter(({ length }) => length > 0))
    for (let at = 0; at + sequence.length <= tokens.length; at++)
      if (sequence.every((token, index) => tokens[at + index] === token))
        hidden.fill(true, at, at + sequence.length)
  return hidden.includes(true) ? hidden : null
}
