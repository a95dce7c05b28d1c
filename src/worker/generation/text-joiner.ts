// From a prompt to ids, and from written ids back to text, one by one.
import type { TextOptions } from '#shared/experiment/text'
import { pieceAfter } from '../text/detokenize'
import { createTokenizer } from '../text/tokenizer'
import type { Vocabulary } from '../text/vocabulary'

/** How many tokens before one matter to how it is written: a quotation may have opened far back. */
const contextLength = 200

/** The ids that a text goes on from: the prompt's, or <start> for an empty one. */
export function promptIds(prompt: string, vocabulary: Vocabulary, text: TextOptions): number[] {
  const tokens = createTokenizer(text, vocabulary.merges)(prompt)
  if (tokens.length > 0) return tokens.map((token) => vocabulary.idOf(token))
  return [vocabulary.start ?? vocabulary.unknown]
}

/** Joins tokens to a text one by one. */
export class TextJoiner {
  readonly #vocabulary: Vocabulary
  readonly #text: TextOptions
  readonly #before: string[] = []

  /** @param ids what the text begins with, the prompt's */
  constructor(vocabulary: Vocabulary, text: TextOptions, ids: readonly number[]) {
    this.#vocabulary = vocabulary
    this.#text = text
    for (const id of ids.slice(-contextLength)) this.#keep(id)
  }

  /** What a token adds to the text, spaces included: nothing for <end> and for half a character. */
  add(id: number): string {
    const piece = this.pieceOf(id)
    this.#keep(id)
    return piece
  }

  /** What a token would add. */
  pieceOf(id: number): string {
    const { tokens, reserved } = this.#vocabulary
    return id < reserved ? '' : pieceAfter(this.#before, tokens[id] ?? '', this.#text)
  }

  #keep(id: number): void {
    const { tokens, reserved, unknown } = this.#vocabulary
    // An unknown word of the prompt stands there all the same, with a space after it.
    if (id >= reserved || id === unknown) this.#before.push(tokens[id] ?? '')
    if (this.#before.length > contextLength) this.#before.shift()
  }
}
