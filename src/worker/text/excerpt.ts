// The start of a text, to be shown beside what a model made of it.

/** How much of a text is kept for people. */
export const longestExcerpt = 300

/** The first characters of a text, as a string of its own. */
export function excerptOf(text: string): string {
  if (text.length <= longestExcerpt) return detached(text)
  // A cut between the halves of a surrogate pair would leave half a character.
  return detached(text.slice(0, longestExcerpt).replace(/[\uD800-\uDBFF]$/, ''))
}

/** A copy that does not keep alive the long text it was cut out of, as a slice of a string in V8 does. */
export function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}
