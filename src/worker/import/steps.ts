// The steps of an import, between which it tells how far it is and can be stopped.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { failure, type Failure } from '#shared/protocol/result'
import type { LoadControl } from '../text/control'

/** Reading, understanding, building, checking. */
const stepCount = 4

export interface Steps {
  /** Tells the progress, lets messages in, and answers whether the work should end. */
  next(): Promise<boolean>
}

/** Counts from 0 at each call of `next`. */
export function stepsOf(control: LoadControl): Steps {
  let done = 0
  return {
    async next() {
      control.onProgress({ phase: 'importing', done: done++, total: stepCount, unit: 'steps' })
      await nextTurn()
      return control.isStopped()
    },
  }
}

/** What an import that was stopped answers with. */
export function importStopped(): Failure {
  return failure('stopped', 'Importing the model was stopped.')
}
