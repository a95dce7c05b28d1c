// Cuts a typed sentence into words and punctuation marks, as far as can be told the way that the training tokens are cut.

/** Whether the training tokens have this one. */
export type KnownToken = (token: string) => boolean

const mark = /^[\p{P}\p{S}]$/u
/** A longer run of letters is no word that a vocabulary knows parts of. */
const longestWord = 60

/**
 * The tokens of a text. What the vocabulary knows whole stays whole; else marks come off the ends, one by one but for
 * runs of the same, and a word is cut in two where both halves are known and the second begins as short forms do
 * (`do` `n't`, `it` `'s`) or with a mark that is a token of its own (`15` `-` `year`).
 */
export function splitWords(text: string, isKnown: KnownToken): string[] {
  return text.split(/\s+/).flatMap((chunk) => (chunk === '' ? [] : splitChunk(chunk, isKnown)))
}

function splitChunk(chunk: string, isKnown: KnownToken): string[] {
  const before: string[] = []
  const after: string[] = []
  let letters = Array.from(chunk)
  while (letters.length > 0 && !isKnown(letters.join(''))) {
    const first = runAt(letters, 0)
    const last = runAt(letters, letters.length - 1)
    if (mark.test(letters[0])) {
      before.push(letters.slice(0, first).join(''))
      letters = letters.slice(first)
    } else if (mark.test(letters[letters.length - 1])) {
      after.unshift(letters.slice(-last).join(''))
      letters = letters.slice(0, -last)
    } else break
  }
  const word = letters.join('')
  return [...before, ...(word === '' ? [] : splitInside(word, isKnown)), ...after]
}

/** How many of the same letter stand side by side, counted from an end. */
function runAt(letters: readonly string[], end: number): number {
  const step = end === 0 ? 1 : -1
  let count = 1
  while (letters[end + count * step] === letters[end]) count++
  return Math.min(count, letters.length)
}

function splitInside(word: string, isKnown: KnownToken): string[] {
  if (isKnown(word) || word.length > longestWord) return [word]
  return splitShortForm(word, isKnown) ?? splitAtMark(word, isKnown) ?? [word]
}

/** The longest second half first: `n't` before `'t`. */
function splitShortForm(word: string, isKnown: KnownToken): string[] | undefined {
  const plain = word.replaceAll('\u2019', "'")
  for (let at = 1; at < plain.length; at++) {
    const end = plain.slice(at)
    if (!/^(n't|'\p{L}+)$/iu.test(end)) continue
    const written = [end, word.slice(at)].find(isKnown)
    if (written !== undefined) return [word.slice(0, at), word.slice(at)]
  }
  return undefined
}

function splitAtMark(word: string, isKnown: KnownToken): string[] | undefined {
  const parts = word.split(/([-\u2013\u2014/])/u)
  const marks = parts.filter((_, index) => index % 2 === 1)
  if (marks.length === 0 || !marks.every(isKnown)) return undefined
  return parts.filter((part) => part !== '')
}
