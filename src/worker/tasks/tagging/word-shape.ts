// The shape of a word: capitals, digits and its ending, which tell much of a word that was never seen.

/** How much of the ending is looked at, the most telling first. */
const endings = [3, 2, 1, 0] as const

/** Only marks, only digits, and words with digits are shapes without an ending. */
const plain = /^<(\.|9|x9)>$/
const withEnding = /^<(XX|Xx|xX|X)?[-.]?-[^<>\s]*>$/

/**
 * Tokens that stand for all words of a shape, the most telling first: `<Xx-ing>`, `<Xx-ng>`, `<Xx-g>` and `<Xx->` of Beginning;
 * `<9>` of 1984, `<.>` of marks. They are what the Berkeley and Stanford parsers call signatures of unknown words.
 */
export function shapesOf(word: string): string[] {
  if (/^[\p{P}\p{S}]+$/u.test(word)) return ['<.>']
  if (/\d/.test(word)) return [/^[\d.,:/-]+$/.test(word) ? '<9>' : '<x9>']
  const start = `<${capitalsOf(word)}${markOf(word)}-`
  const letters = Array.from(word.toLowerCase())
  // An ending is less than the word.
  const fitting = endings.filter((count) => letters.length > count + 1 || count === 0)
  return fitting.map((count) => `${start}${letters.slice(letters.length - count).join('')}>`)
}

/** Whether a token is one of these. */
export function isShape(token: string): boolean {
  return plain.test(token) || withEnding.test(token)
}

function capitalsOf(word: string): string {
  if (!/\p{Lu}/u.test(word)) return ''
  if (!/\p{Ll}/u.test(word)) return word.length > 1 ? 'XX' : 'X'
  return /^\p{Lu}/u.test(word) ? 'Xx' : 'xX'
}

/** Whether it is joined of several, or an address or abbreviation. */
function markOf(word: string): string {
  if (/[-/]/.test(word)) return '-'
  return /[@.]/.test(word) ? '.' : ''
}
