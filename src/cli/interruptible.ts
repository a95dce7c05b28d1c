// Calls of the lab that take a while and can be ended by Ctrl-C, with their progress told.
import type { Lab } from '../engine/lab'
import { formatProgress } from './format/progress'
import { onInterrupt } from './interrupt'
import type { Output } from './output'

export interface Interruptible<Value> {
  /** What the call answered: after Ctrl-C what it has, or the failure `stopped`. */
  readonly answer: Value
  readonly isInterrupted: boolean
}

/** Waits for a call that names itself by `requestId`, and tells how far it is. Ctrl-C stops it. */
export async function interruptible<Value>(
  lab: Lab,
  output: Output,
  requestId: string,
  call: () => Promise<Value>,
): Promise<Interruptible<Value>> {
  let isInterrupted = false
  const stop = (): void => void lab.api.stop(requestId)
  const release = onInterrupt(() => {
    isInterrupted = true
    output.note('Stopping. Ctrl-C again ends at once.')
    stop()
  })
  const unsubscribe = tellProgress(lab, output, () => {
    // The first time may have been before there was a thread to hear it.
    if (isInterrupted) stop()
  })
  try {
    const answer = await call()
    return { answer, isInterrupted }
  } finally {
    unsubscribe()
    release()
  }
}

/** Tells how far calls are; the function returned ends it. */
export function tellProgress(
  lab: Lab,
  output: Output,
  onProgress: () => void = () => undefined,
): () => void {
  return lab.subscribe((event) => {
    if (event.type !== 'progress') return
    output.progress(formatProgress(event.progress))
    onProgress()
  })
}
