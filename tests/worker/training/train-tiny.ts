// Trains on the small dataset made in memory, from the start or from a checkpoint, and tells what happened.
import type { LayerInput } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { ClassificationData } from '../../../src/worker/tasks/classification/data'
import { loadRequestOf } from '../../../src/worker/tasks/task'
import { readCheckpoint } from '../../../src/worker/training/checkpoint/file'
import { RunClock } from '../../../src/worker/training/clock'
import { runEpochs, type Timing } from '../../../src/worker/training/epochs'
import { RunControl } from '../../../src/worker/training/run-control'
import { stepsOf, tinyDataset } from './synthetic'

export interface TinyRun {
  readonly folder: string
  readonly experiment: Experiment
  /** The file of a checkpoint in the folder. */
  readonly checkpoint?: string
  readonly onEvent?: (event: TrainerEvent, control: RunControl) => void
  /** Before training begins. */
  readonly prepare?: (control: RunControl) => void
  /** Milliseconds, for the run's clock. */
  readonly now?: () => number
  readonly classes?: number
  /** Everything is told at once unless this says otherwise. */
  readonly timing?: Timing
}

export async function trainTiny(run: TinyRun) {
  const { folder, experiment, checkpoint, onEvent, classes = 2, timing } = run
  const control = new RunControl()
  run.prepare?.(control)
  const events: TrainerEvent[] = []
  const stored = checkpoint === undefined ? undefined : await readCheckpoint(folder, checkpoint)
  if (stored && !stored.ok) throw new Error(stored.message)
  const dataset = tinyDataset(experiment.text, 100, classes)
  const data = new ClassificationData(dataset, loadRequestOf(experiment))
  const learner = data.createLearner(experiment)
  if (!learner.ok) throw new Error(learner.message)
  const { model } = learner.value
  const emit = (event: TrainerEvent) => {
    events.push(event)
    onEvent?.(event, control)
  }
  const outcome = await runEpochs({
    request: { runId: 'run-1', experiment, folder, checkpoint: checkpoint ?? null },
    ...{ data, learner: learner.value, emit, control },
    clock: new RunClock(stored?.value.state.seconds, run.now),
    resumed: stored?.value ?? null,
    timing: { stepGapMs: 0, progressGapMs: 0, diskRetryMs: 5, ...timing },
  })
  const weights = model.getWeights().map((weight) => [...weight.dataSync()])
  learner.value.dispose()
  return { outcome, events, steps: stepsOf(events), weights }
}

/** What the events told of checkpoints, in order. */
export function checkpointsOf(events: readonly TrainerEvent[]) {
  return events.flatMap((event) =>
    event.type === 'checkpoint' ? [{ ...event.checkpoint, isBest: event.isBest }] : [],
  )
}

/** What the events told of epochs, without the time that each took. */
export function epochsOf(events: readonly TrainerEvent[]) {
  return events.flatMap((event) =>
    event.type === 'epoch' ? [{ ...event.metrics, seconds: 0 }] : [],
  )
}

/** Every kind of dropout there is. */
export const dropoutLayers: LayerInput[] = [
  { type: 'Embedding', units: 8 },
  { type: 'SpatialDropout1D', rate: 0.2 },
  {
    type: 'Bidirectional',
    layer: { type: 'GRU', units: 6, dropout: 0.3, recurrentDropout: 0.3, returnSequences: true },
  },
  { type: 'TimeDistributed', layer: { type: 'Dropout', rate: 0.3 } },
  { type: 'LSTM', units: 6, dropout: 0.2 },
  { type: 'Dropout', rate: 0.4 },
  { type: 'Dense', units: 1, activation: 'sigmoid' },
]
