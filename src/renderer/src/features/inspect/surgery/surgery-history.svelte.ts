// The changes made inside, with the ones taken back.
import type { Surgery } from '#shared/domain/inside/surgery'

/** Where the surgery is kept. */
export interface SurgeryPlace {
  surgery: Surgery
}

const most = 100

export class SurgeryHistory {
  readonly #place: SurgeryPlace
  #before: readonly Surgery[] = $state.raw([])
  #after: readonly Surgery[] = $state.raw([])
  /** Changes of one control follow one another as one: a slider that is dragged. */
  #last: string | null = null

  readonly canUndo: boolean = $derived(this.#before.length > 0)
  readonly canRedo: boolean = $derived(this.#after.length > 0)

  constructor(place: SurgeryPlace) {
    this.#place = place
  }

  /** @param control names what is dragged; null: a change of its own */
  change(next: Surgery, control: string | null = null): void {
    const isGoingOn = control !== null && control === this.#last
    if (!isGoingOn) this.#before = [...this.#before, this.#place.surgery].slice(-most)
    this.#after = []
    this.#last = control
    this.#place.surgery = next
  }

  /** A control was let go: its next change is another one. */
  settle(): void {
    this.#last = null
  }

  undo(): void {
    const last = this.#before.at(-1)
    if (!last) return
    this.#before = this.#before.slice(0, -1)
    this.#after = [...this.#after, this.#place.surgery]
    this.#last = null
    this.#place.surgery = last
  }

  redo(): void {
    const next = this.#after.at(-1)
    if (!next) return
    this.#after = this.#after.slice(0, -1)
    this.#before = [...this.#before, this.#place.surgery]
    this.#last = null
    this.#place.surgery = next
  }
}
