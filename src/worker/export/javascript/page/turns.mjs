// Runs generators in slices, between which the page hears its reader.

/** Milliseconds that a slice takes; the next frame is never far. */
const slice = 12

/** What the generator returns; undefined when isStopped() became true on the way. onTurn comes after each slice. */
export async function inTurns(generator, isStopped, onTurn = () => {}) {
  let from = performance.now()
  for (;;) {
    const { done, value } = generator.next()
    if (done) return value
    if (performance.now() - from < slice) continue
    onTurn()
    await nextTurn()
    if (isStopped()) return undefined
    from = performance.now()
  }
}

function nextTurn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
