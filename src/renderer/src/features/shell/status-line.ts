// The one line under the title: what goes on, or what the run came to.
import { describePosition } from '#shared/domain/position'
import type { Baseline } from '#shared/domain/dataset'
import { formatDuration, plural } from '#shared/domain/format'
import { betterOf, formatHeadline, headlineWords, type HeadlineName } from '#shared/domain/headline'
import { isImported } from '#shared/domain/import'
import type { RunRecord } from '#shared/domain/run'
import type { LabState } from '../../state/app.svelte'
import type { Wish } from '../../state/control.svelte'
import { sourceName } from '../../state/first-experiment'
import { problemSentence } from '../../state/problem-words'
import type { RunView } from '../../state/run-view.svelte'
import { baselineValue } from '../train/result-entries'
import { pausedLine } from './paused-line'
import { progressLine } from './progress-line'

export interface StatusLine {
  readonly text: string
  readonly tone: 'plain' | 'warning' | 'error'
}

const plain = (text: string): StatusLine => ({ text, tone: 'plain' })

const wishes: Readonly<Record<Wish, string>> = {
  start: 'Starting',
  pause: 'Pausing after this batch',
  'go-on': 'Going on',
  stop: 'Stopping after this batch',
  discard: 'Discarding the run',
}

/** What the header says about the state of the window. */
export function statusLine(lab: LabState): StatusLine {
  if (lab.connection === 'starting') return plain('Starting the engine')
  if (lab.connection === 'lost') return { text: 'The engine has stopped', tone: 'error' }
  const { wish } = lab.control
  if (wish && (wish === 'start' || lab.training)) return plain(wishes[wish])
  if (lab.training) return trainingLine(lab.training, lab.training === lab.selected)
  if (lab.isEditing && lab.problem)
    return { text: `Not ready to train. ${problemSentence(lab.problem)}`, tone: 'warning' }
  if (lab.isEditing && lab.isReadingData)
    return plain(`Reading ${sourceName(lab.draft.experiment.data)}`)
  return lab.isEditing || !lab.selected ? plain('Ready to train') : runLine(lab.selected)
}

function trainingLine(run: RunView, isShown: boolean): StatusLine {
  const named = (line: string): string => (isShown ? line : `${run.record.name}: ${line}`)
  if (run.isPaused)
    return { text: named(pausedLine(run)), tone: run.pausedReason ? 'warning' : 'plain' }
  return plain(named(run.progress ? progressLine(run.progress) : 'Starting'))
}

/** "Trained 8 epochs in 42 s, best validation accuracy 0.912 (majority class 0.503)". */
export function runLine({
  record,
  baselines,
  headline,
}: Pick<RunView, 'record' | 'baselines' | 'headline'>): StatusLine {
  if (isImported(record)) return plain('Imported model, not trained here')
  if (record.state === 'failed') return { text: record.message ?? 'Failed', tone: 'error' }
  const words = stateWords(record)
  const { name, best } = headline
  if (best === null) return plain(words)
  const rival = rivalOf(name, baselines)
  const beside = rival ? ` (${besideWords(name, rival)})` : ''
  const title = headlineWords(name).title.toLowerCase().replace('f1', 'F1')
  return plain(`${words}, best ${title} ${formatHeadline(name, best)}${beside}`)
}

/** Of classes the majority, which everybody knows; else the hardest to beat. */
function rivalOf(name: HeadlineName, baselines: readonly Baseline[]): Baseline | undefined {
  const measured = baselines.filter((one) => Number.isFinite(baselineValue(name, one)))
  const majority = measured.find((one) => one.name === 'majority')
  return (
    majority ??
    measured.reduce<Baseline | undefined>((best, one) => better(name, best, one), undefined)
  )
}

function better(name: HeadlineName, best: Baseline | undefined, one: Baseline): Baseline {
  if (!best) return one
  const value = baselineValue(name, one)
  return betterOf(name, baselineValue(name, best), value) === value ? one : best
}

function besideWords(name: HeadlineName, baseline: Baseline): string {
  const title = baseline.title.split(',')[0]
  const words = `${title.charAt(0).toLowerCase()}${title.slice(1)}`
  return `${words} ${formatHeadline(name, baselineValue(name, baseline))}`
}

function stateWords({ state, epochs, seconds, position }: RunRecord): string {
  const done = `${plural(epochs, 'epoch')} in ${formatDuration(seconds)}`
  const at = position ? ` at ${describePosition(position)}` : ` after ${plural(epochs, 'epoch')}`
  if (state === 'running') return 'Training'
  if (state === 'paused') return `Paused${at}`
  if (state === 'interrupted') return `Interrupted${at}`
  if (state === 'stopped' && epochs === 0)
    return `Stopped after ${formatDuration(seconds)}, in the first epoch`
  return state === 'stopped' ? `Stopped after ${done}` : `Trained ${done}`
}
