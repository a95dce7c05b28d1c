// How texts are to be cut so that the tokens of a vocabulary from elsewhere come out.
import { textSchema, type Level, type TextOptions } from '#shared/experiment/text'
import type { Tokens } from './read-tokens'

/** Marks of every kind, with what Keras's filters hold beside them. */
const marks = /^[\p{P}$+<=>^`|~\n]{1,3}$/u
/** What stands for a role rather than for a word: <pad>, [UNK] and the like. */
const special = /^(?:|<[^<>]*>|\[[^[\]]*\])$/u

/** Characters where each token is one, else words. */
export function levelOf(tokens: Tokens): Level {
  const found = real(tokens)
  return found.length > 0 && found.every((token) => Array.from(token).length === 1)
    ? 'character'
    : 'word'
}

/** As far as the tokens tell: in lower case if no token has a capital, with marks if there are tokens of these. */
export function textOf(tokens: Tokens, level: Level): TextOptions {
  const found = real(tokens)
  return textSchema.parse({
    level,
    lowercase: found.every((token) => token === token.toLowerCase()),
    stripHtml: false,
    punctuation: found.some((token) => marks.test(token)) ? 'keep' : 'drop',
    ...(isVectorized(tokens) && { padding: 'post', truncating: 'post' }),
  })
}

/** Whether the vocabulary is that of Keras's TextVectorization, which pads at the end. */
export function isVectorized(tokens: Tokens): boolean {
  return tokens[0] === '' && tokens[1] === '[UNK]'
}

function real(tokens: Tokens): string[] {
  return tokens.filter((token): token is string => token !== null && !special.test(token))
}
