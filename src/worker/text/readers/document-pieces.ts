// Cuts a document of any length into pieces, so that it never has to be in memory whole.

/** Characters after which a piece ends with its line; no more than this come out of a piece of many lines. */
const usualLength = 32 * 1024
/** A piece of one line that does not end is cut here. */
const longestLine = 1024 * 1024

/** The pieces joined are the text, with "\r\n" as "\n". Where it is cut does not depend on how the text came in. */
export class PieceCutter {
  #waiting = ''

  /** Takes in more of the document and gives the pieces that are whole. */
  add(text: string): string[] {
    // A "\r" at the end may be half of "\r\n".
    const joined = this.#waiting + text
    const held = joined.endsWith('\r') ? 1 : 0
    let rest = joined.slice(0, joined.length - held).replaceAll('\r\n', '\n')
    const pieces: string[] = []
    for (let at = placeToCut(rest); at > 0; at = placeToCut(rest)) {
      pieces.push(rest.slice(0, at))
      rest = rest.slice(at)
    }
    this.#waiting = held ? `${rest}\r` : rest
    return pieces
  }

  /** The last piece; empty when nothing is left. */
  end(): string {
    const rest = this.#waiting
    this.#waiting = ''
    return rest
  }
}

/** Before the first line after the usual length that begins with a letter; 0 when there is none yet. */
function placeToCut(text: string): number {
  for (let at = text.indexOf('\n', usualLength - 1) + 1; at > 0; at = text.indexOf('\n', at) + 1) {
    if (at > longestLine) break
    // White space belongs together, for the tokenizer may see it as one token.
    if (at < text.length && !/\s/.test(text[at])) return at
  }
  return text.length > longestLine ? wholeCharacters(text, longestLine) : 0
}

/** A cut between the halves of a surrogate pair would leave half a character. */
function wholeCharacters(text: string, at: number): number {
  return /[\uD800-\uDBFF]/.test(text[at - 1]) ? at - 1 : at
}
