// Cuts sentences into words and reads these as the token ids that the model was trained on. Needs nothing but vocabulary.json.
const mark = /^[\p{P}\p{S}]$/u
const longestWord = 60

/**
 * What a tagger reads sentences by: idOf gives a word's id, one that is not known that of its shape, where these were learned, else
 * that of <unknown>; isUnknown says whether the training tokens lack a word; tokensOf cuts a typed sentence.
 */
export function createWordReader({ tokens, text: { lowercase, wordShapes } }) {
  // The first three are <pad>, <start> and <unknown>; shapes stand before the words.
  const ids = new Map(tokens.map((token, id) => [token, id]).slice(3))
  const found = tokens.findIndex((token, id) => id >= 3 && !(wordShapes && isShape(token)))
  const firstWord = found < 0 ? tokens.length : found
  const idOf = (word) => {
    const read = lowercase ? word.toLowerCase() : word
    const forms = wordShapes ? [read, word.toLowerCase()] : [read]
    const own = forms.find((form) => ids.get(form) >= firstWord)
    const shape = own ?? (wordShapes ? shapesOf(read).find((form) => ids.has(form)) : undefined)
    return shape === undefined ? 2 : ids.get(shape)
  }
  const isUnknown = (word) => idOf(word) < firstWord
  return { idOf, isUnknown, tokensOf: (text) => splitWords(text, (word) => !isUnknown(word)) }
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

function isShape(token) {
  return /^<(\.|9|x9)>$/.test(token) || /^<(XX|Xx|xX|X)?[-.]?-[^<>\s]*>$/.test(token)
}

/**
 * What is known whole stays whole; else marks come off the ends, and a word is cut in two where a short form begins
 * (do n't, it 's) or at a mark that is a token of its own. isKnown says whether the training tokens have one.
 */
export function splitWords(text, isKnown) {
  return text.split(/\s+/).flatMap((chunk) => (chunk === '' ? [] : splitChunk(chunk, isKnown)))
}

function splitChunk(chunk, isKnown) {
  const before = []
  const after = []
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
function runAt(letters, end) {
  const step = end === 0 ? 1 : -1
  let count = 1
  while (letters[end + count * step] === letters[end]) count++
  return Math.min(count, letters.length)
}

function splitInside(word, isKnown) {
  if (isKnown(word) || word.length > longestWord) return [word]
  return splitShortForm(word, isKnown) ?? splitAtMark(word, isKnown) ?? [word]
}

/** The longest second half first: n't before 't. */
function splitShortForm(word, isKnown) {
  const plain = word.replaceAll('\u2019', "'")
  for (let at = 1; at < plain.length; at++) {
    const end = plain.slice(at)
    if (!/^(n't|'\p{L}+)$/iu.test(end)) continue
    if ([end, word.slice(at)].some(isKnown)) return [word.slice(0, at), word.slice(at)]
  }
  return undefined
}

function splitAtMark(word, isKnown) {
  const parts = word.split(/([-\u2013\u2014/])/u)
  const marks = parts.filter((_, index) => index % 2 === 1)
  if (marks.length === 0 || !marks.every(isKnown)) return undefined
  return parts.filter((part) => part !== '')
}
