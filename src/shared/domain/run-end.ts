// How a run ended, in words: the reason of a failure in the window, and what the system's notification says.
import { plural } from './format'
import type { RunRecord, RunState } from './run'

export interface EndWords {
  /** Why it failed; null when it did not. */
  readonly failure: string | null
  readonly title: string
  readonly body: string
}

const words: Readonly<Record<RunState, string>> = {
  running: 'ended',
  paused: 'is paused',
  done: 'has trained',
  stopped: 'was stopped',
  failed: 'failed',
  interrupted: 'ended',
}

/** What is said once a run has ended. */
export function endWords({ name, state, message, bestValAccuracy }: RunRecord): EndWords {
  const best = bestValAccuracy?.toFixed(3)
  return {
    failure: state === 'failed' ? `${name} failed: ${message ?? 'it did not say why.'}` : null,
    title: `${name} ${words[state]}`,
    body: best ? `Best validation accuracy ${best}.` : '',
  }
}

/** What is said once the last of several runs of a queue has ended. */
export function queueEndWords(ended: readonly RunRecord[]): Omit<EndWords, 'failure'> {
  const failed = ended.filter(({ state }) => state === 'failed').length
  const accuracies = ended.flatMap((run) => run.bestValAccuracy ?? [])
  const best =
    accuracies.length > 0 ? `Best validation accuracy ${Math.max(...accuracies).toFixed(3)}.` : ''
  const failures = failed > 0 ? `${failed} failed.` : ''
  return {
    title: `The queue is done: ${plural(ended.length, 'run')}`,
    body: [best, failures].filter(Boolean).join(' '),
  }
}
