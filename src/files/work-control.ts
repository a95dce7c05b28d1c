// How whoever asked for work on large files hears of its progress and ends it.
import { failure, type Failure, type Result } from '#shared/protocol/result'

export interface WorkControl {
  /** @param total null while it is not known; both in bytes */
  onProgress(done: number, total: number | null): void
  /** Looked at between pieces of the work; true ends it with the failure `stopped`. */
  isStopped(): boolean
}

/** What a piece of work that was stopped answers with. */
export function workStopped(): Failure {
  return failure('stopped', 'This was stopped; nothing was changed.')
}

/** The same result; of one that was stopped the sentence says what a person asked for, e.g. "The export", and not which part of it ended. */
export function sayStopped<Value>(what: string, result: Result<Value>): Result<Value> {
  return !result.ok && result.code === 'stopped'
    ? failure('stopped', `${what} was stopped.`)
    : result
}
