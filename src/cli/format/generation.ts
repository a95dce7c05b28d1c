// What there is to say of a written text: where it is copied, and what could have stood there instead.
import { formatScore, formatShare, plural } from '#shared/domain/format'
import type { GeneratedToken, Generation } from '#shared/domain/generation'
import { formatTable } from './table'

const shownStretches = 3

/** A sentence on the stretches that stand word for word in the training text; null when there are none. */
export function copiedNote({
  copied,
  tokens,
  searched,
}: Pick<Generation, 'copied' | 'tokens' | 'searched'>): string | null {
  if (copied.length === 0) return null
  const part = searched < 1 ? ` Only ${formatShare(searched)} of that was searched.` : ''
  const stretches = copied.slice(0, shownStretches).map(({ from, to }) => {
    const text = tokens.slice(from, to).map((token) => token.text)
    return `${JSON.stringify(text.join('').trim())} (${plural(to - from, 'token')})`
  })
  const more = copied.length - stretches.length
  const rest = more > 0 ? ` and ${plural(more, 'more stretch', 'more stretches')}` : ''
  return `Copied word for word from the training text: ${stretches.join(', ')}${rest}.${part}`
}

/** A row for each token: how probable it was, and the most probable ones at its place. */
export function formatAlternatives(tokens: readonly GeneratedToken[]): string {
  return formatTable(
    [
      { title: 'Token' },
      { title: 'Probability', align: 'right' },
      { title: 'Most probable at this place' },
    ],
    tokens.map(({ text, probability, alternatives }) => [
      visible(text),
      formatScore(probability),
      alternatives.map((one) => `${visible(one.text)} ${formatScore(one.probability)}`).join('  '),
    ]),
  )
}

/** In quotes, so that spaces and line breaks can be seen. */
function visible(text: string): string {
  return JSON.stringify(text)
}
