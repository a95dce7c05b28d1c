// Tells by the system's notifications how runs ended: each failure, and with a queue the end of all of it.
import type { RunRecord } from './run'
import { endWords, queueEndWords } from './run-end'

type Notify = (title: string, body: string) => void

export class EndTeller {
  readonly #notify: Notify
  #ended: readonly RunRecord[] = []

  constructor(notify: Notify) {
    this.#notify = notify
  }

  /** @param goesOn the queue starts another one now */
  tell(record: RunRecord, goesOn: boolean): void {
    this.#ended = [...this.#ended, record]
    const words = endWords(record)
    if (words.failure) this.#notify(words.title, words.body)
    if (goesOn) return
    const ended = this.#ended
    this.#ended = []
    const last = ended.length > 1 ? queueEndWords(ended) : words
    if (ended.length > 1 || !words.failure) this.#notify(last.title, last.body)
  }
}
