// What the network answers under surgery; asked for a moment after each change, the newest wins.
import type { Inspection, SnapshotChoice } from '#shared/domain/inside/inspection'
import type { Surgery } from '#shared/domain/inside/surgery'
import type { LabClient } from '../../../lab'

const delayMs = 80

export interface SurgeryQuestion {
  readonly run: string
  /** Changes when the run's weights do. */
  readonly version: string
  readonly text: string
  readonly snapshot: SnapshotChoice
  readonly surgery: Surgery
}

export class ChangedAnswer {
  /** Null: nothing is changed, or nothing is known yet. */
  inspection: Inspection | null = $state.raw(null)
  failure: string | null = $state.raw(null)
  isAsking: boolean = $state(false)
  readonly #client: Pick<LabClient, 'inspect'>
  #key = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(client: Pick<LabClient, 'inspect'>) {
    this.#client = client
  }

  /** Asks for the answer to a question unless it is the one asked last. */
  follow(question: SurgeryQuestion): void {
    const key = JSON.stringify(question)
    if (key === this.#key) return
    this.#key = key
    clearTimeout(this.#timer)
    const isNothing = question.surgery.length === 0 || question.text.trim() === ''
    this.isAsking = !isNothing
    if (!isNothing) {
      this.#timer = setTimeout(() => void this.#ask(question, key), delayMs)
      return
    }
    this.inspection = null
    this.failure = null
  }

  /** Nothing is asked for any more. */
  close(): void {
    this.#key = ''
    clearTimeout(this.#timer)
  }

  async #ask({ run, text, snapshot, surgery }: SurgeryQuestion, key: string): Promise<void> {
    // Told the right answer, an encoder-decoder would not write its own.
    const request = { text, answer: null, output: null, snapshot, surgery }
    const result = await this.#client.inspect(run, request)
    if (this.#key !== key) return
    this.isAsking = false
    this.failure = result.ok ? null : result.message
    this.inspection = result.ok ? result.value : null
  }
}
