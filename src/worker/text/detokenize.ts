// Writes tokens as text again: which of them have a space between.
import type { TextOptions } from '#shared/experiment/text'
import { bytesOfSymbols } from './byte-symbols'

type Cut = Pick<TextOptions, 'level' | 'punctuation'>

/** Marks that follow what is before them without a space. */
const closing = /^[.,;:!?%\p{Pe}\p{Pf}…]/u
/** Marks that what follows is joined to. */
const opening = /^[$£€#@\p{Ps}\p{Pi}]/u
/** Marks without a space on either side: hyphens, "--", dashes, strokes. */
const joining = /^(?:[-_/\u2010\u2011\u2014])/u
/** How far back it is looked whether a quotation is open. */
const farthest = 200

/** The text that tokens were cut from, as far as they tell; at word level spaces stand where they do in most texts. */
export function joinTokens(tokens: readonly string[], text: Cut): string {
  if (text.level === 'character') return tokens.join('')
  if (text.level === 'bpe')
    return newDecoder().decode(Uint8Array.from(tokens.flatMap(bytesOfSymbols)))
  if (text.punctuation !== 'keep') return tokens.join(' ')
  const isOpen = quotationsOf(tokens)
  return tokens
    .map((token, at) =>
      at > 0 && hasSpace(tokens[at - 1], token, isOpen[at]) ? ` ${token}` : token,
    )
    .join('')
}

/**
 * What a token adds to the text, a space before it included.
 * @param before the tokens before it: all of them, or at least the last few. At word level a quotation is known to be open
 *   only if its mark is among them; of byte pairs the last four are enough
 * @returns of byte pairs '' as long as a character is not whole
 */
export function pieceAfter(before: readonly string[], token: string, text: Cut): string {
  if (text.level === 'character') return token
  if (text.level === 'bpe') return bytePiece(before, token)
  const last = before[before.length - 1] as string | undefined // there may be none
  if (last === undefined) return token
  if (text.punctuation !== 'keep') return ` ${token}`
  const recent = [...before.slice(-farthest), token]
  return hasSpace(last, token, quotationsOf(recent)[recent.length - 1]) ? ` ${token}` : token
}

/** For each token whether a quotation is open before it. A line break ends it. */
function quotationsOf(tokens: readonly string[]): boolean[] {
  let isOpen = false
  return tokens.map((token) => {
    const before = isOpen
    if (token === '\n') isOpen = false
    else if (token === '"') isOpen = !isOpen
    return before
  })
}

/** @param isOpen whether a quotation is open before `token` */
function hasSpace(last: string, token: string, isOpen: boolean): boolean {
  if (last === '\n' || token === '\n') return false
  if (token === '"') return !isOpen && !opening.test(last) && !joining.test(last)
  // Open after a quotation mark: that mark opened it.
  if (last === '"' && isOpen) return false
  if (closing.test(token) || joining.test(token)) return false
  return !opening.test(last) && !joining.test(last)
}

function bytePiece(before: readonly string[], token: string): string {
  const decoder = newDecoder()
  decoder.decode(Uint8Array.from(unfinishedBytes(before)), { stream: true })
  return decoder.decode(Uint8Array.from(bytesOfSymbols(token)), { stream: true })
}

/** A byte order mark is a character like others. */
function newDecoder(): InstanceType<typeof TextDecoder> {
  return new TextDecoder('utf-8', { ignoreBOM: true })
}

/** The bytes from the last that begins a character on; at most four. */
function unfinishedBytes(before: readonly string[]): number[] {
  const bytes = bytesOfSymbols(before.slice(-4).join('')).slice(-4)
  const lead = bytes.findLastIndex((byte) => (byte & 0xc0) !== 0x80)
  return lead < 0 ? [] : bytes.slice(lead)
}
