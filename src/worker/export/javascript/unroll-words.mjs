// Reads words as the token ids that the model was trained on. Needs nothing but vocabulary.json.

/** A function from a word to its id; one that is not known has that of its shape, where these were learned, else of <unknown>. */
export function createIdFinder({ tokens, text: { lowercase, wordShapes } }) {
  // The first three are <pad>, <start> and <unknown>.
  const ids = new Map(tokens.map((token, id) => [token, id]).slice(3))
  return (word) => {
    const read = lowercase ? word.toLowerCase() : word
    const forms = wordShapes ? [read, word.toLowerCase(), ...shapesOf(read)] : [read]
    const known = forms.find((form) => ids.has(form))
    return known === undefined ? 2 : ids.get(known)
  }
}

/** The shapes of a word, the most telling first: <Xx-ing>, <Xx-ng>, <Xx-g> and <Xx-> of Beginning. */
function shapesOf(word) {
  if (/^[\p{P}\p{S}]+$/u.test(word)) return ['<.>']
  if (/\d/.test(word)) return [/^[\d.,:/-]+$/.test(word) ? '<9>' : '<x9>']
  const start = '<' + capitalsOf(word) + markOf(word) + '-'
  const letters = Array.from(word.toLowerCase())
  return [3, 2, 1, 0]
    .filter((count) => letters.length > count + 1 || count === 0)
    .map((count) => start + letters.slice(letters.length - count).join('') + '>')
}

function capitalsOf(word) {
  if (!/\p{Lu}/u.test(word)) return ''
  if (!/\p{Ll}/u.test(word)) return word.length > 1 ? 'XX' : 'X'
  return /^\p{Lu}/u.test(word) ? 'Xx' : 'xX'
}

function markOf(word) {
  if (/[-/]/.test(word)) return '-'
  return /[@.]/.test(word) ? '.' : ''
}
