// Tiny runs of every task that record their inside, trained from real files.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Experiment, Task } from '#shared/experiment/schema'
import type { RecorderOptions } from '#shared/experiment/training'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import type { Timing } from '../../../src/worker/training/epochs'
import { RunControl } from '../../../src/worker/training/run-control'
import { rhyme, textExperiment } from '../tasks/language-model/tiny-text'
import { tinyExperiment as pairExperiment } from '../tasks/seq2seq/tiny'
import { experimentOn as tagExperiment, linesOf } from '../tasks/tagging/sentences'
import { csvOf, experimentOn } from '../trained-run'

/** As often as there are steps. */
export const everyStep: RecorderOptions = { probes: [], every: 1, snapshots: true }

const training = { epochs: 2, batchSize: 16, seed: 3 }

/** A small experiment of each task; writes the data that it reads into `folder`. */
export async function experimentOf(
  task: Task,
  folder: string,
  recorder: RecorderOptions | null,
): Promise<Experiment> {
  const experiment = await plainExperiment(task, folder)
  return { ...experiment, training: { ...experiment.training, recorder } }
}

async function plainExperiment(task: Task, folder: string): Promise<Experiment> {
  switch (task) {
    case 'classification':
      await writeFile(join(folder, 'data.csv'), csvOf(80))
      return experimentOn(folder, { training })
    case 'tagging':
      await writeFile(join(folder, 'tags.txt'), linesOf(60))
      return tagExperiment(join(folder, 'tags.txt'), undefined, { training })
    case 'language-model':
      await writeFile(join(folder, 'text.txt'), rhyme)
      return textExperiment(join(folder, 'text.txt'), {
        model: { tieEmbeddings: true },
        training: { ...training, stateful: true },
      })
    case 'seq2seq':
      return pairExperiment({
        attention: 'luong',
        isBidirectional: true,
        data: { generator: { type: 'dates', rows: 120 } },
        text: { level: 'character', vocabularySize: 40, target: { vocabularySize: 40 } },
        training,
      })
  }
}

export interface Recorded {
  readonly folder: string
  readonly events: readonly TrainerEvent[]
}

export interface RecordOptions {
  readonly onEvent?: (event: TrainerEvent, control: RunControl) => void
  readonly checkpoint?: string
  readonly bytes?: Timing['recorderBytes']
}

/** Trains into `<folder>/<name>`; throws the sentence of a failure. */
export async function record(
  experiment: Experiment,
  folder: string,
  name: string,
  { onEvent, checkpoint, bytes }: RecordOptions = {},
): Promise<Recorded> {
  const { train } = await import('../../../src/worker/training/train')
  const target = join(folder, name)
  await mkdir(target, { recursive: true })
  await writeFile(join(target, 'experiment.json'), JSON.stringify(experiment))
  const events: TrainerEvent[] = []
  const control = new RunControl()
  const outcome = await train(
    { runId: 'run-1', experiment, folder: target, checkpoint: checkpoint ?? null },
    (event) => {
      events.push(event)
      onEvent?.(event, control)
    },
    control,
    { stepGapMs: 0, recorderBytes: bytes },
  )
  if (!outcome.ok) throw new Error(outcome.message)
  return { folder: target, events }
}

/** The steps that were told as recorded, in order. */
export function recordedOf(events: readonly TrainerEvent[]): number[] {
  return events.flatMap((event) => (event.type === 'recorded' ? [event.entry.position.step] : []))
}

/** The sentences that were told to the run's log as warnings. */
export function warningsOf(events: readonly TrainerEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'log' && event.line.level === 'warning' ? [event.line.message] : [],
  )
}
