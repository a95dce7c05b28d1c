// Ctrl-C for commands that run in the test's own process.
import { onTestFinished } from 'vitest'

/** Signals as soon as somebody listens, which is before there is a thread to hear of it. */
export function interruptAtOnce(): void {
  const signal = (event: string | symbol): void => {
    if (event === 'SIGINT') setImmediate(() => process.emit('SIGINT'))
  }
  process.once('newListener', signal)
  onTestFinished(() => void process.off('newListener', signal))
}
