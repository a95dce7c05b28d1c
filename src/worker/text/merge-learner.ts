// Learns byte-pair merges from counted chunks, touching only the chunks that a merge changes.
import { byteSymbols, bytesOfText } from './byte-symbols'
import { IntegerList } from './integers'
import { PairQueue } from './pair-queue'

/** A pair as one number: tokens have numbers below 2^21. */
const pairBase = 2 ** 21

/** Pairs that occur less often are not merged. */
const leastCount = 2

/** `add` all chunks, then `learn` merge after merge. */
export class MergeLearner {
  /** Each learned merge: two tokens with a space between. */
  readonly merges: string[] = []
  /** Tokens by their number: the bytes, then what was merged, in the order of `merges`. */
  readonly #tokens: string[] = [...byteSymbols]
  readonly #known = new Set(byteSymbols)
  /** The token numbers of all chunks one after the other; a chunk that became shorter leaves a gap behind it. */
  readonly #symbols = new IntegerList()
  readonly #starts = new IntegerList()
  readonly #lengths = new IntegerList()
  readonly #counts: number[] = []
  /** How often each pair occurs. */
  readonly #pairs = new Map<number, number>()
  /** The chunks that a pair may be in; those that it was in stay. */
  readonly #places = new Map<number, IntegerList | number>()
  #queue: PairQueue | null = null

  /** @param room for tokens, the 256 bytes counted in */
  constructor(private readonly room: number) {}

  add(chunk: string, count: number): void {
    const bytes = bytesOfText(chunk)
    if (bytes.length < 2) return
    const index = this.#counts.length
    this.#counts.push(count)
    this.#starts.push(this.#symbols.length)
    this.#lengths.push(bytes.length)
    for (const byte of bytes) this.#symbols.push(byte)
    for (let at = 1; at < bytes.length; at++)
      this.#addPair(bytes[at - 1] * pairBase + bytes[at], count, index)
  }

  /** Learns the most frequent pair; false when there is no room, or none that occurs twice. Of equals the older tokens' pair. */
  learn(): boolean {
    if (this.#tokens.length >= this.room) return false
    this.#queue ??= new PairQueue(this.#pairs)
    const pair = this.#takeNewPair(this.#queue)
    if (pair === undefined || (this.#pairs.get(pair) ?? 0) < leastCount) return false
    const [first, second] = [Math.floor(pair / pairBase), pair % pairBase]
    const merged = this.#tokens.push(this.#textOf(pair)) - 1
    this.#known.add(this.#tokens[merged])
    this.merges.push(`${this.#tokens[first]} ${this.#tokens[second]}`)
    const changed = new Set<number>()
    for (const chunk of this.#placesOf(pair)) this.#merge(chunk, [first, second, merged], changed)
    this.#pairs.delete(pair)
    this.#places.delete(pair)
    for (const other of changed) this.#queue.put(other)
    return true
  }

  /** Of two pairs that would give the same token only the first is merged, so that each token has one merge. */
  #takeNewPair(queue: PairQueue): number | undefined {
    for (;;) {
      const pair = queue.take()
      if (pair === undefined || !this.#known.has(this.#textOf(pair))) return pair
    }
  }

  #textOf(pair: number): string {
    return this.#tokens[Math.floor(pair / pairBase)] + this.#tokens[pair % pairBase]
  }

  #placesOf(pair: number): Set<number> {
    const places = this.#places.get(pair)
    if (places === undefined) return new Set()
    return new Set(typeof places === 'number' ? [places] : places.view())
  }

  #addPair(pair: number, count: number, chunk: number): void {
    this.#pairs.set(pair, (this.#pairs.get(pair) ?? 0) + count)
    const places = this.#places.get(pair)
    if (places === undefined) this.#places.set(pair, chunk)
    else if (typeof places !== 'number') places.push(chunk)
    else if (places !== chunk) {
      const list = new IntegerList(4)
      list.push(places)
      list.push(chunk)
      this.#places.set(pair, list)
    }
  }

  /** Joins the pair in a chunk, and notes the pairs that became more frequent by it. */
  #merge(
    chunk: number,
    [first, second, merged]: readonly [number, number, number],
    changed: Set<number>,
  ): void {
    const start = this.#starts.at(chunk)
    const symbols = this.#symbols.view(start, start + this.#lengths.at(chunk))
    const count = this.#counts[chunk]
    let kept = 0
    for (let at = 0; at < symbols.length; at++) {
      if (symbols[at] !== first || symbols[at + 1] !== second) {
        symbols[kept++] = symbols[at]
        continue
      }
      if (kept > 0) {
        this.#losePair(symbols[kept - 1] * pairBase + first, count)
        const before = symbols[kept - 1] * pairBase + merged
        this.#addPair(before, count, chunk)
        changed.add(before)
      }
      if (at + 2 < symbols.length) {
        this.#losePair(second * pairBase + symbols[at + 2], count)
        const after = merged * pairBase + symbols[at + 2]
        this.#addPair(after, count, chunk)
        changed.add(after)
      }
      symbols[kept++] = merged
      at++
    }
    this.#lengths.set(chunk, kept)
  }

  #losePair(pair: number, count: number): void {
    this.#pairs.set(pair, (this.#pairs.get(pair) ?? 0) - count)
  }
}
