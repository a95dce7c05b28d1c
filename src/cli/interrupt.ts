// Ctrl-C: the first time asks to stop and keep what there is, the second time ends at once.
import { exitCodes } from './context'

/** A parent process and the terminal may each pass on the same key press. */
const sameKeyPressMs = 300

/** Calls `onFirst` at the first signal; the function returned gives Ctrl-C its usual meaning back. */
export function onInterrupt(onFirst: () => void): () => void {
  let first: number | null = null
  const hear = (): void => {
    const now = performance.now()
    if (first === null) {
      first = now
      onFirst()
    } else if (now - first > sameKeyPressMs) process.exit(exitCodes.stopped)
  }
  process.on('SIGINT', hear)
  process.on('SIGTERM', hear)
  return () => {
    process.off('SIGINT', hear)
    process.off('SIGTERM', hear)
  }
}
