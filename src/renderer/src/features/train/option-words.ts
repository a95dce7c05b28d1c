// The training options beyond the optimizer as words, each null while it is left at its default.
import { monitorOf, monitorWords } from '#shared/domain/best-epoch'
import { formatCount, formatDuration, plural } from '#shared/domain/format'
import { withTaskDefaults, type Experiment } from '#shared/experiment/schema'
import type { ScheduleOptions, TrainingOptions } from '#shared/experiment/training'

/** "cosine decay, warm-up of 100 steps". */
export function scheduleWords(schedule: ScheduleOptions): string | null {
  const { warmupSteps } = schedule
  const words = [
    ...(schedule.type === 'constant' ? [] : [decayWords(schedule)]),
    ...(warmupSteps > 0 ? [`warm-up of ${plural(warmupSteps, 'step')}`] : []),
  ]
  return words.length === 0 ? null : words.join(', ')
}

function decayWords(schedule: Exclude<ScheduleOptions, { type: 'constant' }>): string {
  switch (schedule.type) {
    case 'step':
      return `rate times ${schedule.factor} every ${everyEpochs(schedule.epochs)}`
    case 'exponential':
      return `exponential decay by ${schedule.decayRate}`
    case 'cosine':
      return 'cosine decay'
    case 'reduceOnPlateau':
      return `rate times ${schedule.factor} on a plateau`
  }
}

function everyEpochs(epochs: number): string {
  return epochs === 1 ? 'epoch' : plural(epochs, 'epoch')
}

/** "gradients cut at norm 1, balanced classes". */
export function balanceWords(training: TrainingOptions): string | null {
  const { clipNorm, clipValue, labelSmoothing, classWeight, wordDropout } = training
  const words = [
    ...(clipNorm === null ? [] : [`gradients cut at norm ${clipNorm}`]),
    ...(clipValue === null ? [] : [`gradients cut at value ${clipValue}`]),
    ...(labelSmoothing === 0 ? [] : [`label smoothing ${labelSmoothing}`]),
    ...(wordDropout === 0 ? [] : [`word dropout ${wordDropout}`]),
    ...(classWeight === null
      ? []
      : [classWeight === 'balanced' ? 'balanced classes' : 'weights by class']),
  ]
  return words.length === 0 ? null : words.join(', ')
}

/** "stops early by validation loss, patience 3". */
export function stoppingWords({ earlyStopping }: TrainingOptions): string | null {
  if (!earlyStopping) return null
  return `stops early by ${monitorWords[earlyStopping.monitor]}, patience ${earlyStopping.patience}`
}

/** "best by validation loss", when it is not the task's usual one. */
export function bestWords(experiment: Experiment): string | null {
  const { bestMetric, earlyStopping } = experiment.training
  const open = { ...experiment, training: { ...experiment.training, bestMetric: null } }
  const usual = withTaskDefaults(open).training.bestMetric
  if (earlyStopping || bestMetric === null || bestMetric === usual) return null
  return `best by ${monitorWords[bestMetric]}`
}

/** "Best by validation accuracy; a checkpoint every 30 s". */
export function savingLine(experiment: Experiment): string {
  const { training } = withTaskDefaults(experiment)
  const monitor = monitorOf(training)
  const kept = monitor === null ? 'Keeps the last epoch' : `Best by ${monitorWords[monitor]}`
  const { seconds, steps } = training.checkpoint
  const every = [
    ...(Number.isFinite(seconds) ? [seconds < 10 ? `${seconds} s` : formatDuration(seconds)] : []),
    ...(steps === null ? [] : [`${formatCount(steps)} steps`]),
  ]
  return every.length === 0 ? kept : `${kept}; a checkpoint every ${every.join(' and ')}`
}

/** "State carried; 200 tokens after each epoch", of a language model. */
export function writingLine({ stateful, sample }: TrainingOptions): string {
  const state = stateful ? 'State carried' : 'Windows on their own'
  const words =
    sample.length === 0 ? 'no samples' : `${plural(sample.length, 'token')} after each epoch`
  return Number.isFinite(sample.length) ? `${state}; ${words}` : state
}
