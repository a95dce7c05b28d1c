// What speaks against taking a model in, gathered so that a person hears of all of it at once, and what is to be said of it.
import { failure, type Failure } from '#shared/protocol/result'

/** So many are named. */
const mostNamed = 12

export class Remarks {
  readonly #objections: string[] = []
  readonly #notes: string[] = []

  /** @param why a clause such as `layer "conv" (Conv1D): the lab has no such layer` */
  refuse(why: string): void {
    if (!this.#objections.includes(why)) this.#objections.push(why)
  }

  /** @param sentence for the run's notes; its first letter becomes a capital */
  note(sentence: string): void {
    const written = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`
    if (!this.#notes.includes(written)) this.#notes.push(written)
  }

  get isRefused(): boolean {
    return this.#objections.length > 0
  }

  get notes(): readonly string[] {
    return this.#notes
  }

  /** The refusal with all that was found; null when nothing was. */
  failure(file: string): Failure | null {
    const found = this.#objections
    if (found.length === 0) return null
    const more = found.length - mostNamed
    const named = found.slice(0, mostNamed).join('; ')
    return failure(
      'model-refused',
      `${file} cannot be imported: ${named}${more > 0 ? `; and ${more} more` : ''}.`,
    )
  }
}
