// Training settings and what a run ran on, each as one line of words.
import { formatCount, formatDuration, plural } from '#shared/domain/format'
import type { Environment, RunRecord } from '#shared/domain/run'
import { lossOf, type Experiment } from '#shared/experiment/schema'
import type { Loss } from '#shared/experiment/training'
import { balanceWords, bestWords, scheduleWords, stoppingWords } from './option-words'
import { optimizerTitles } from './optimizer-fields'

export const lossTitles: Readonly<Record<Loss, string>> = {
  binaryCrossentropy: 'Binary cross-entropy',
  categoricalCrossentropy: 'Categorical cross-entropy',
  sparseCategoricalCrossentropy: 'Sparse categorical cross-entropy',
  meanSquaredError: 'Mean squared error',
  meanAbsoluteError: 'Mean absolute error',
}

/** `Adam 0.003 · batches of 32 · 8 epochs · seed 7 · cosine decay`; defaults and what is no number are left out. */
export function settingsLine(experiment: Experiment): string {
  const { training } = experiment
  const { optimizer, batchSize, epochs, seed } = training
  const rate = Number.isFinite(optimizer.learningRate) ? ` ${optimizer.learningRate}` : ''
  return [
    `${optimizerTitles[optimizer.type]}${rate}`,
    Number.isFinite(batchSize) && `batches of ${formatCount(batchSize)}`,
    Number.isFinite(epochs) && plural(epochs, 'epoch'),
    Number.isFinite(seed) && `seed ${seed}`,
    scheduleWords(training.schedule),
    balanceWords(training),
    stoppingWords(training),
    bestWords(experiment),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** The loss that an experiment trains on, by name; empty for a model without layers. */
export function lossTitle(experiment: Experiment): string {
  return experiment.model.layers.length === 0 ? '' : lossTitles[lossOf(experiment)]
}

/** `TensorFlow 1.15.0, 2 threads; recurrent layers: native (avx512, 2 threads)`. */
export function environmentLine(environment: Environment): string {
  const backend =
    environment.backend === 'tensorflow'
      ? `TensorFlow${environment.tensorflow ? ` ${environment.tensorflow}` : ''}`
      : 'tfjs in JavaScript'
  const kernels = environment.kernels ? `; recurrent layers: ${environment.kernels}` : ''
  return `${backend}, ${plural(environment.threads, 'thread')}${kernels}`
}

/** `8 of 8 epochs in 12.4 s`, or how it ended before that. */
export function durationLine(record: RunRecord): string {
  const epochs = `${formatCount(record.epochs)} of ${plural(record.plannedEpochs, 'epoch')}`
  const time = record.seconds > 0 ? ` in ${formatDuration(record.seconds)}` : ''
  const states: Readonly<Record<RunRecord['state'], string>> = {
    running: `Training, ${epochs} done`,
    paused: `Paused after ${epochs}${time}`,
    done: `${record.epochs < record.plannedEpochs ? 'Ended early after' : 'Trained'} ${epochs}${time}`,
    stopped: `Stopped after ${epochs}${time}`,
    failed: `Failed after ${epochs}${time}`,
    interrupted: `Interrupted after ${epochs}${time}`,
  }
  return states[record.state]
}
