// The one line under the title: what goes on, or what the run came to.
import { formatDuration, formatScore, plural } from '#shared/domain/format'
import type { LabState } from '../../state/app.svelte'
import { baseName } from '../../state/first-experiment'
import { problemSentence } from '../../state/problem-words'
import type { RunView } from '../../state/run-view.svelte'
import { progressLine } from './progress-line'

export interface StatusLine {
  readonly text: string
  readonly tone: 'plain' | 'warning' | 'error'
}

const plain = (text: string): StatusLine => ({ text, tone: 'plain' })

/** What the header says about the state of the window. */
export function statusLine(lab: LabState): StatusLine {
  if (lab.connection === 'starting') return plain('Starting the engine')
  if (lab.connection === 'lost') return { text: 'The engine has stopped', tone: 'error' }
  if (lab.isStopping) return plain('Stopping after this batch')
  if (lab.training) return plain(trainingLine(lab.training, lab.training === lab.selected))
  if (lab.isStarting) return plain('Starting')
  if (lab.isEditing && lab.problem)
    return { text: `Not ready to train. ${problemSentence(lab.problem)}`, tone: 'warning' }
  if (lab.isEditing && lab.isReadingData)
    return plain(`Reading ${baseName(lab.draft.experiment.data.path)}`)
  return lab.isEditing || !lab.selected ? plain('Ready to train') : runLine(lab.selected)
}

function trainingLine(run: RunView, isShown: boolean): string {
  const line = run.progress ? progressLine(run.progress) : 'Starting'
  return isShown ? line : `${run.record.name}: ${line}`
}

/** "Trained 8 epochs in 42 s, best validation accuracy 0.912 (majority class 0.503)". */
export function runLine({ record, baselines }: Pick<RunView, 'record' | 'baselines'>): StatusLine {
  if (record.state === 'failed') return { text: record.message ?? 'Failed', tone: 'error' }
  const done = `${plural(record.epochs, 'epoch')} in ${formatDuration(record.seconds)}`
  const words = {
    running: 'Training',
    done: `Trained ${done}`,
    stopped:
      record.epochs === 0
        ? `Stopped after ${formatDuration(record.seconds)}, in the first epoch`
        : `Stopped after ${done}`,
    interrupted: `Interrupted after ${plural(record.epochs, 'epoch')}`,
  }[record.state]
  if (record.bestValAccuracy === null) return plain(words)
  const majority = baselines.find((one) => one.name === 'majority')
  const beside = majority ? ` (majority class ${formatScore(majority.accuracy)})` : ''
  return plain(`${words}, best validation accuracy ${formatScore(record.bestValAccuracy)}${beside}`)
}
