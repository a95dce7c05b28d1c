// Undo and redo over whole values; edits of the same thing in quick succession are one step.

/** How long a pause ends an edit, in milliseconds. */
const pause = 1000

export class DraftHistory<Value> {
  #past: Value[] = []
  #future: Value[] = []
  #last = { key: '', at: -Infinity }
  readonly #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Keeps the value before an edit; `key` names what is edited. */
  record(before: Value, key: string): void {
    const at = this.#now()
    const goesOn = key === this.#last.key && at - this.#last.at < pause && this.#past.length > 0
    this.#last = { key, at }
    this.#future = []
    if (!goesOn) this.#past.push(before)
    if (this.#past.length > 200) this.#past.shift()
  }

  /** The value to go back to, if there is one. */
  undo(current: Value): Value | undefined {
    return this.#step(this.#past, this.#future, current)
  }

  redo(current: Value): Value | undefined {
    return this.#step(this.#future, this.#past, current)
  }

  clear(): void {
    this.#past = []
    this.#future = []
    this.#last = { key: '', at: -Infinity }
  }

  get depth(): { readonly undo: number; readonly redo: number } {
    return { undo: this.#past.length, redo: this.#future.length }
  }

  #step(from: Value[], to: Value[], current: Value): Value | undefined {
    const value = from.pop()
    if (value !== undefined) to.push(current)
    this.#last = { key: '', at: -Infinity }
    return value
  }
}
