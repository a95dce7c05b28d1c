// Lets progress through about ten times a second, so that telling of the work does not slow it.

/** Calls `send` at most every `milliseconds`; what comes in between is dropped. */
export function throttled<Value>(
  send: (value: Value) => void,
  milliseconds = 100,
): (value: Value) => void {
  let last = -Infinity
  return (value) => {
    const now = performance.now()
    if (now - last < milliseconds) return
    last = now
    send(value)
  }
}
