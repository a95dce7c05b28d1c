// Target tokens as text, and texts as tokens tell them, so that both can be compared.
import type { TextOptions } from '#shared/experiment/text'
import { joinTokens } from '../../text/detokenize'
import { createTokenizer } from '../../text/tokenizer'
import type { Vocabulary } from '../../text/vocabulary'

export class TargetText {
  readonly #tokenize: (text: string) => string[]
  readonly #words: (text: string) => string[]

  constructor(
    private readonly side: { readonly text: TextOptions; readonly vocabulary: Vocabulary },
  ) {
    const { text, vocabulary } = side
    this.#tokenize = createTokenizer(text, vocabulary.merges)
    this.#words = createTokenizer({ ...text, level: 'word', punctuation: 'keep' })
  }

  tokenize(text: string): string[] {
    return this.#tokenize(text)
  }

  /** The text of ids that were written, the end not among them. */
  ofIds(ids: readonly number[]): string {
    const { vocabulary, text } = this.side
    return joinTokens(
      ids.map((id) => vocabulary.tokens[id]),
      text,
    )
  }

  /** A text as its tokens tell it: lower-cased and the like, but with tokens that the vocabulary does not hold. */
  asToldByTokens(text: string): string {
    return joinTokens(this.#tokenize(text), this.side.text)
  }

  /** The words and marks that BLEU counts. */
  wordsOf(text: string): string[] {
    return this.#words(text)
  }
}
