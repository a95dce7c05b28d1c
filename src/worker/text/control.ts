// How whoever asked for a long piece of work hears of its progress and ends it.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { failure, type Failure } from '#shared/protocol/result'
import type { Progress } from '#shared/protocol/trainer-api'

export interface LoadControl {
  onProgress(progress: Progress): void
  /** Looked at often; true ends the work with the failure `stopped`. */
  isStopped(): boolean
}

/** Called between small pieces of work; answers whether the work should end. */
export type Pause = () => Promise<boolean>

/** At most so often is progress told, and the event loop let in to hear of a stop. */
const interval = 100

/**
 * A function to be called between small pieces of work: now and then it tells the progress and lets
 * messages in, and it answers whether the work should end.
 */
export function pacer(control: LoadControl): (progress: () => Progress) => Promise<boolean> {
  let last = -Infinity
  return async (progress) => {
    const now = performance.now()
    if (now - last >= interval) {
      last = now
      control.onProgress(progress())
      await nextTurn()
    }
    return control.isStopped()
  }
}

/** What a piece of work that was stopped answers with; `what` begins its sentence. */
export function stopped(what = 'Reading the data'): Failure {
  return failure('stopped', `${what} was stopped.`)
}
