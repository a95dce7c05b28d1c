// Which tokens of a written text are copied from the training text, and what to say of it.
import { leastCopied } from '#shared/domain/generation'
import type { Text } from '../../state/writing.svelte'

/** For each token whether it stands in a copied stretch. */
export function copiedTokens(text: Pick<Text, 'tokens' | 'copied'>): readonly boolean[] {
  const marks = new Array<boolean>(text.tokens.length).fill(false)
  for (const { from, to } of text.copied) marks.fill(true, from, to)
  return marks
}

/** What the marks of copies say, in a line. */
export function copiedSentence({ copied, searched }: Pick<Text, 'copied' | 'searched'>): string {
  if (searched === null) return ''
  if (searched === 0) return 'This run keeps no training text to look for copies in.'
  const where =
    searched < 1
      ? `the first ${Math.round(searched * 100)} % of the training text`
      : 'the training text'
  if (copied.length === 0) return `No ${leastCopied} tokens in a row stand so in ${where}.`
  const longest = Math.max(...copied.map(({ from, to }) => to - from))
  return `Underlined: ${leastCopied} or more tokens in a row that stand so in ${where}. The longest are ${longest}.`
}
