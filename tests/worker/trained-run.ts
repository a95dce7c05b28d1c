// Trains a tiny run from a real file into a run folder, as the engine would have it.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { seededRandom } from '../../src/worker/text/random'
import { RunControl } from '../../src/worker/training/run-control'

const good = ['great', 'lovely', 'wonderful', 'fine', 'Brilliant']
const bad = ['awful', 'dull', 'boring', 'poor', 'Terrible']
const things = ['film', 'book', 'café', 'trip', 'phone', "it's", 'the', 'was', '<b>really</b>']

/** A CSV of labelled texts; the labels are taken in turn from `labels`. */
export function csvOf(rows: number, labels: readonly string[] = ['negative', 'positive']): string {
  const random = seededRandom(11)
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)]
  const lines = Array.from({ length: rows }, (_, row) => {
    const label = row % labels.length
    const marker = label === 0 ? pick(bad) : label === 1 ? pick(good) : 'so-so'
    const filler = Array.from({ length: 2 + Math.floor(random() * 6) }, () => pick(things))
    return `"${[...filler, marker, pick(things)].join(' ')}",${labels[label]}`
  })
  return `text,label\n${lines.join('\n')}\n`
}

/** The experiment on `<folder>/data.csv`, with changes to its parts. */
export function experimentOn(
  folder: string,
  changes: Partial<Omit<ExperimentInput, 'data'>> = {},
): Experiment {
  const parsed = parseExperiment({
    name: 'Tiny',
    task: 'classification',
    data: { path: join(folder, 'data.csv') },
    model: {
      layers: [
        { type: 'Embedding', units: 6 },
        { type: 'GRU', units: 6 },
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    },
    ...changes,
    text: { vocabularySize: 60, sequenceLength: 10, ...changes.text },
    training: { epochs: 2, batchSize: 16, ...changes.training },
  })
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

/** Trains into `<folder>/run` and gives that folder and what happened. */
export async function trainIn(
  folder: string,
  experiment: Experiment,
  onEvent: (event: TrainerEvent, control: RunControl) => void = () => {},
  checkpoint: string | null = null,
) {
  const runFolder = join(folder, 'run')
  await mkdir(runFolder, { recursive: true })
  await writeFile(join(runFolder, 'experiment.json'), JSON.stringify(experiment))
  const events: TrainerEvent[] = []
  const control = new RunControl()
  const emit = (event: TrainerEvent) => {
    events.push(event)
    onEvent(event, control)
  }
  // Loads TensorFlow, which a test may want to see not loaded.
  const { train } = await import('../../src/worker/training/train')
  const request = { runId: 'run-1', experiment, folder: runFolder, checkpoint }
  const outcome = await train(request, emit, control, { stepGapMs: 0 })
  return { runFolder, outcome, events }
}
