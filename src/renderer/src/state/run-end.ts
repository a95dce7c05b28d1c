// How a run ended, in words: the reason of a failure in the window, and what the system's notification says.
import type { RunRecord } from '#shared/domain/run'

export interface EndWords {
  /** Why it failed; null when it did not. */
  readonly failure: string | null
  readonly title: string
  readonly body: string
}

/** What is said once a run has ended. */
export function endWords({ name, state, message, bestValAccuracy }: RunRecord): EndWords {
  const words = { done: 'has trained', stopped: 'was stopped', failed: 'failed' }
  const word = state === 'running' || state === 'interrupted' ? 'ended' : words[state]
  const best = bestValAccuracy?.toFixed(3)
  return {
    failure: state === 'failed' ? `${name} failed: ${message ?? 'it did not say why.'}` : null,
    title: `${name} ${word}`,
    body: best ? `Best validation accuracy ${best}.` : '',
  }
}
