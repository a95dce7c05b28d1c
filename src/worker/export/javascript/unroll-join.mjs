// Writes tokens as a text. Needs nothing.
const closing = /^[.,;:!?%\p{Pe}\p{Pf}…]/u
const opening = /^[$£€#@\p{Ps}\p{Pi}]/u
const joining = /^(?:[-_/\u2010\u2011\u2014])/u

/** The text of tokens; options is the "text" of vocabulary.json. */
export function joinTokens(tokens, { level, punctuation }) {
  if (level === 'character') return tokens.join('')
  if (level === 'bpe') return utf8.decode(Uint8Array.from(tokens.flatMap(bytesOf)))
  if (punctuation !== 'keep') return tokens.join(' ')
  let isOpen = false
  let text = ''
  for (const [at, token] of tokens.entries()) {
    if (at > 0 && hasSpace(tokens[at - 1], token, isOpen)) text += ' '
    text += token
    isOpen = token === '\n' ? false : token === '"' ? !isOpen : isOpen
  }
  return text
}

/** isOpen: whether a quotation is open before the token. */
function hasSpace(last, token, isOpen) {
  if (last === '\n' || token === '\n') return false
  if (token === '"') return !isOpen && !opening.test(last) && !joining.test(last)
  if (last === '"' && isOpen) return false
  if (closing.test(token) || joining.test(token)) return false
  return !opening.test(last) && !joining.test(last)
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

// Byte pairs are written in GPT-2's letters for bytes.
const bytes = new Map()
let next = 256
for (let byte = 0; byte < 256; byte++) {
  const isPrintable =
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
  bytes.set(String.fromCodePoint(isPrintable ? byte : next++), byte)
}

/** The bytes that a byte pair stands for. */
export function bytesOf(token) {
  return Array.from(token).flatMap((letter) =>
    bytes.has(letter) ? [bytes.get(letter)] : [...new TextEncoder().encode(letter)],
  )
}
