// Notes as they are typed: saved after a pause, and at once when the field or the run is left.

/** How long after the last letter the notes are saved, in milliseconds. */
const pause = 600

export class NotesDraft {
  /** What is typed and not saved yet; null when nothing is. */
  pending: string | null = $state(null)

  readonly #save: (notes: string) => unknown
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param save writes the notes of the run that this was made for */
  constructor(save: (notes: string) => unknown) {
    this.#save = save
  }

  /** Takes what the field holds now. */
  type(notes: string): void {
    this.pending = notes
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), pause)
  }

  /** Saves what is not saved yet. */
  flush(): void {
    clearTimeout(this.#timer)
    const notes = this.pending
    if (notes === null) return
    this.pending = null
    this.#save(notes)
  }
}
