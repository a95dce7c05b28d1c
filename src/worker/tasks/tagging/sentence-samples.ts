// Keeps some sentences to look at: the first ones with errors, then the first without.
import type { TaggedToken } from '#shared/domain/evaluation'

const most = 50
/** A longer sentence is shown so far. */
const longest = 300

type Sample = readonly [row: number, tokens: readonly TaggedToken[]]

export class SentenceSamples {
  #wrong: Sample[] = []
  #right: Sample[] = []

  /** Offers a sentence; its tokens are asked for only when it may be kept. Rows may come in any order. */
  add(row: number, isRight: boolean, tokens: () => readonly TaggedToken[]): void {
    const list = isRight ? this.#right : this.#wrong
    if (list.length >= most && row > list[list.length - 1][0]) return
    list.push([row, tokens().slice(0, longest)])
    list.sort(([one], [other]) => one - other)
    list.splice(most)
  }

  sentences(): (readonly TaggedToken[])[] {
    return [...this.#wrong, ...this.#right].slice(0, most).map(([, tokens]) => tokens)
  }
}
