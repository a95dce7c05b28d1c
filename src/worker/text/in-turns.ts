// Long loops in pieces, so that whoever waits hears of them and can end them.

/** Work that stops at each `yield`, where something else may have its turn, and gives its result at the end. */
export type Pieces<Value> = Generator<undefined, Value>

/** Does the work with a turn of `pause` at each stop; undefined when that answers true. */
export async function inTurns<Value>(
  work: Pieces<Value>,
  pause: () => Promise<boolean>,
): Promise<Value | undefined> {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    if (await pause()) return undefined
  }
}

/** Does the work without a stop. */
export function atOnce<Value>(work: Pieces<Value>): Value {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}
