// The one line under the title: what goes on, or what the run came to.
import { describePosition } from '#shared/domain/position'
import { formatDuration, formatScore, plural } from '#shared/domain/format'
import type { RunRecord } from '#shared/domain/run'
import type { LabState } from '../../state/app.svelte'
import type { Wish } from '../../state/control.svelte'
import { baseName } from '../../state/first-experiment'
import { problemSentence } from '../../state/problem-words'
import type { RunView } from '../../state/run-view.svelte'
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
    return plain(`Reading ${baseName(lab.draft.experiment.data.path)}`)
  return lab.isEditing || !lab.selected ? plain('Ready to train') : runLine(lab.selected)
}

function trainingLine(run: RunView, isShown: boolean): StatusLine {
  const named = (line: string): string => (isShown ? line : `${run.record.name}: ${line}`)
  if (run.isPaused)
    return { text: named(pausedLine(run)), tone: run.pausedReason ? 'warning' : 'plain' }
  return plain(named(run.progress ? progressLine(run.progress) : 'Starting'))
}

/** "Trained 8 epochs in 42 s, best validation accuracy 0.912 (majority class 0.503)". */
export function runLine({ record, baselines }: Pick<RunView, 'record' | 'baselines'>): StatusLine {
  if (record.state === 'failed') return { text: record.message ?? 'Failed', tone: 'error' }
  const words = stateWords(record)
  if (record.bestValAccuracy === null) return plain(words)
  const majority = baselines.find((one) => one.name === 'majority')
  const beside = majority ? ` (majority class ${formatScore(majority.accuracy)})` : ''
  return plain(`${words}, best validation accuracy ${formatScore(record.bestValAccuracy)}${beside}`)
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
