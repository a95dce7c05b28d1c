// Tokens beside an attention map, and what one of its cells says.

const visible: Readonly<Record<string, string>> = { ' ': '␣', '\n': '↵', '\t': '⇥', '': '·' }

/** A token where it stands alone: white space shown. */
export function shownToken(token: string): string {
  return visible[token] ?? token.replaceAll('\n', '↵').replaceAll(' ', '␣')
}

/** How much of the attention one written token gave one source token. */
export function attentionSentence(written: string, source: string, share: number): string {
  return `“${shownToken(written)}” looked at “${shownToken(source)}” with ${Math.round(share * 100)} %`
}
