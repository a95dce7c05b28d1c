// Writes each byte as a letter that can be seen, so that byte pairs are strings without spaces and control characters.

/** The symbols of the 256 bytes in their order: GPT-2's table, which leaves printable Latin-1 as it is. */
export const byteSymbols: readonly string[] = symbolTable()

const bytes = new Map(byteSymbols.map((symbol, byte) => [symbol, byte]))
const encoder = new TextEncoder()

/** See `bytes_to_unicode` in https://github.com/openai/gpt-2/blob/master/src/encoder.py */
function symbolTable(): string[] {
  let next = 256
  return Array.from({ length: 256 }, (_none, byte) => {
    const isPrintable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
    return String.fromCodePoint(isPrintable ? byte : next++)
  })
}

/** A text's UTF-8 bytes. */
export function bytesOfText(text: string): Uint8Array {
  return encoder.encode(text)
}

/** A text's UTF-8 bytes as symbols. Half a surrogate pair becomes U+FFFD, as in every UTF-8 text. */
export function symbolsOf(text: string): string[] {
  return Array.from(encoder.encode(text), (byte) => byteSymbols[byte])
}

/** The bytes that symbols stand for; a letter that is no symbol stands for its own UTF-8 bytes. */
export function bytesOfSymbols(symbols: string): number[] {
  return Array.from(symbols).flatMap((symbol) => {
    const byte = bytes.get(symbol)
    return byte === undefined ? [...encoder.encode(symbol)] : [byte]
  })
}
