// Keeps the answers that were used last, so that going to and fro needs no second call.

export class RecordCache<Value> {
  readonly #most: number
  // The last in a map is the one that was used last.
  readonly #values = new Map<number, Promise<Value>>()

  /** @param most answers that are kept */
  constructor(most: number) {
    this.#most = most
  }

  /** The answer of a key, asked for unless it is kept. */
  get(key: number, ask: () => Promise<Value>): Promise<Value> {
    const value = this.#values.get(key) ?? ask()
    this.#values.delete(key)
    this.#values.set(key, value)
    const [oldest] = this.#values.keys()
    if (this.#values.size > this.#most) this.#values.delete(oldest)
    return value
  }

  /** Forgets the answers of a key and of those above. */
  forgetFrom(key: number): void {
    for (const other of [...this.#values.keys()]) if (other >= key) this.#values.delete(other)
  }

  forget(key: number): void {
    this.#values.delete(key)
  }
}
