// A run whose loss stopped being a number: how its message begins, so that whoever reads the record knows it again.
import type { RunRecord } from './run'

export const divergenceWords = 'The loss stopped being a number'

/** Whether a run failed because its weights grew without bound. */
export function hasDiverged({ state, message }: Pick<RunRecord, 'state' | 'message'>): boolean {
  return state === 'failed' && (message?.startsWith(divergenceWords) ?? false)
}
