// Cuts a typed sentence into words and marks as the lab does, near to how the training tokens are cut.
const mark = /^[\p{P}\p{S}]$/u
const longestWord = 60

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
