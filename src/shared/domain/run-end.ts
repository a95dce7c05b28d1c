// How a run ended, in words: the reason of a failure in the window, and what the system's notification says.
import { plural } from './format'
import { formatHeadline, headlineWords, type Headline } from './headline'
import type { RunRecord, RunState } from './run'
import { compareHeadlines, headlineOfRun } from './run-headline'

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
export function endWords(record: RunRecord): EndWords {
  const { name, state, message } = record
  return {
    failure: state === 'failed' ? `${name} failed: ${message ?? 'it did not say why.'}` : null,
    title: `${name} ${words[state]}`,
    body: bestSentence([headlineOfRun(record)]),
  }
}

/** What is said once the last of several runs of a queue has ended. */
export function queueEndWords(ended: readonly RunRecord[]): Omit<EndWords, 'failure'> {
  const failed = ended.filter(({ state }) => state === 'failed').length
  const failures = failed > 0 ? `${failed} failed.` : ''
  return {
    title: `The queue is done: ${plural(ended.length, 'run')}`,
    body: [bestSentence(ended.map((record) => headlineOfRun(record))), failures]
      .filter(Boolean)
      .join(' '),
  }
}

/** For example "Best validation accuracy 0.887."; nothing where runs are judged by different numbers. */
function bestSentence(headlines: readonly Headline[]): string {
  const measured = headlines.filter(({ best }) => best !== null)
  const [best] = measured.toSorted(compareHeadlines)
  if (!best || best.best === null || measured.some(({ name }) => name !== best.name)) return ''
  const { title } = headlineWords(best.name)
  return `Best ${title[0].toLowerCase()}${title.slice(1)} ${formatHeadline(best.name, best.best)}.`
}
