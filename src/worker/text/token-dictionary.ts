// Provisional ids of tokens while it is not yet known which the vocabulary will have; rare ones go when there are too many.
import { detached } from './excerpt'

/** How much is held before rare tokens are dropped. */
export interface DictionaryLimits {
  /** Different tokens; no less than twice the vocabulary, since half of them may be dropped at once. */
  readonly tokens: number
  /** Characters of all different tokens. */
  readonly characters: number
}

/** Few enough for dropping them to take less than half a second. */
export const dictionaryLimits: DictionaryLimits = { tokens: 500_000, characters: 50_000_000 }

/** The birth of an id that no token has. */
const unborn = 2 ** 31 - 1

/**
 * Ids in the order of first occurrence. Dropping tokens follows lossy counting (Manku and Motwani 2002,
 * "Approximate frequency counts over data streams"): the rarest half goes, and what comes back begins anew, so that a
 * count is too low by at most `undercount`.
 *
 * An id that is dropped is given to another token. What was written before tells them apart by its generation, the
 * number of times that tokens had been dropped: an id means its token from that token's birth on.
 */
export class TokenDictionary {
  #ids = new Map<string, number>()
  readonly #free: number[] = []
  /** By id: how often it occurred since its birth. Float64: a frequent letter can come up more than 2^32 times. */
  #counts = new Float64Array(1024)
  #births = new Int32Array(1024)
  #slots = 0
  #characters = 0
  #undercount = 0
  #generation = 0

  constructor(private readonly limits: DictionaryLimits = dictionaryLimits) {}

  /** How many ids were in use at once; each is less than this. */
  get slots(): number {
    return this.#slots
  }

  /** How often tokens were dropped. */
  get generation(): number {
    return this.#generation
  }

  /** By how much a count can be too low. */
  get undercount(): number {
    return this.#undercount
  }

  /** Tokens and ids in the order of their first occurrence since they were last dropped. */
  entries(): Iterable<[string, number]> {
    return this.#ids
  }

  /** By id: the generation from which on it means its token. */
  get births(): Int32Array {
    return this.#births.subarray(0, this.#slots)
  }

  /** The id of a token that occurs once more. */
  idOf(token: string): number {
    const known = this.#ids.get(token)
    if (known !== undefined) {
      this.#counts[known]++
      return known
    }
    const id = this.#free.pop() ?? this.#newSlot()
    this.#ids.set(detached(token), id)
    this.#counts[id] = 1
    this.#births[id] = this.#generation
    this.#characters += token.length
    return id
  }

  get isFull(): boolean {
    return this.#ids.size > this.limits.tokens || this.#characters > this.limits.characters
  }

  /** Drops the rarest tokens, half of them or more, and begins a new generation. */
  dropRare(): void {
    while (this.isFull) {
      const most = this.#medianCount()
      // Those that stay are fewer than those that go, and a new map is faster than deleting.
      const kept = new Map<string, number>()
      for (const [token, id] of this.#ids)
        if (this.#counts[id] > most) kept.set(token, id)
        else this.#drop(token, id)
      this.#ids = kept
      this.#undercount += most
      this.#generation++
    }
  }

  #drop(token: string, id: number): void {
    this.#births[id] = unborn
    this.#free.push(id)
    this.#characters -= token.length
  }

  #medianCount(): number {
    const counts = Float64Array.from(this.#ids.values(), (id) => this.#counts[id]).sort()
    return counts[Math.floor((counts.length - 1) / 2)]
  }

  #newSlot(): number {
    if (this.#slots === this.#counts.length) {
      const counts = new Float64Array(2 * this.#slots)
      const births = new Int32Array(2 * this.#slots)
      counts.set(this.#counts)
      births.set(this.#births)
      this.#counts = counts
      this.#births = births
    }
    return this.#slots++
  }
}
