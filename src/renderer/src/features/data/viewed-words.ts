// The words and the grouping of what the network sees of a text.
import type { ViewedSequence, ViewedToken } from '#shared/domain/text-view'
import { formatCount, plural } from '#shared/domain/format'

/** Tokens beside each other that are shown alike; padding and what is cut stand together. */
export interface TokenGroup {
  readonly kind: 'seen' | 'padding' | 'cut'
  readonly tokens: readonly ViewedToken[]
}

export function groupTokens(tokens: readonly ViewedToken[]): readonly TokenGroup[] {
  const groups: { kind: TokenGroup['kind']; tokens: ViewedToken[] }[] = []
  for (const token of tokens) {
    const kind = token.role === 'padding' || token.role === 'cut' ? token.role : 'seen'
    const last = groups.at(-1)
    if (last?.kind === kind) last.tokens.push(token)
    else groups.push({ kind, tokens: [token] })
  }
  return groups
}

/** White space and GPT-2's letters for it as signs that can be seen. */
export function shownToken(token: string): string {
  return token
    .replaceAll(/[ \u0120]/g, '\u2423')
    .replaceAll(/[\n\u010A]/g, '\u23CE')
    .replaceAll('\t', '\u21E5')
}

/** "12 tokens, 1 unknown, 488 padding". */
export function countsLine({ tokens, unknown, cut, padding }: ViewedSequence['counts']): string {
  return [
    plural(tokens, 'token'),
    ...(unknown > 0 ? [`${formatCount(unknown)} unknown`] : []),
    ...(cut > 0 ? [`${formatCount(cut)} cut off`] : []),
    ...(padding > 0 ? [`${formatCount(padding)} padding`] : []),
  ].join(', ')
}
