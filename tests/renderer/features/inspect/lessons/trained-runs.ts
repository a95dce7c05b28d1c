// What lessons look at, made by the trainer itself: the bundled sample and a small language model, trained and looked into.
import { inspectionRequestSchema, type Inspection } from '#shared/domain/inside/inspection'
import { summarizeModel } from '#shared/domain/model-summary'
import type { LayerInput } from '#shared/experiment/layers'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import type {
  LessonContext,
  LessonRun,
} from '../../../../../src/renderer/src/features/inspect/lessons/lesson'
import { firstExperiment } from '../../../../../src/renderer/src/state/first-experiment'
import { samplePath, train, writeText } from './trainer.mjs'

export interface TrainedRun {
  readonly run: LessonRun
  /** What its network does with a text. */
  look(text: string): Promise<Inspection>
  close(): Promise<void>
}

/** The sample with its first experiment, two epochs of it. */
export function trainedSample(cell: 'SimpleRNN' | 'LSTM' | 'GRU'): Promise<TrainedRun> {
  const experiment = firstExperiment(samplePath)
  const layers: LayerInput[] = experiment.model.layers.map((layer) =>
    layer.type === 'LSTM' ? { type: cell, units: 32 } : layer,
  )
  return trained({
    ...experiment,
    model: { ...experiment.model, layers },
    training: { ...experiment.training, epochs: 2 },
  })
}

/** A language model of letters on a few lines. */
export async function trainedWriter(): Promise<TrainedRun> {
  const { path, close } = await writeText('the cat sees a dog and the dog sees a cat\n'.repeat(60))
  const units = 40
  const answer = { type: 'Dense', units, activation: 'softmax' } as const
  const run = await trained({
    task: 'language-model',
    data: { path },
    text: { level: 'character', vocabularySize: units, sequenceLength: 16 },
    model: {
      layers: [
        { type: 'Embedding', units: 6 },
        { type: 'GRU', units: 6, returnSequences: true },
        { type: 'TimeDistributed', layer: answer },
      ],
    },
    training: { epochs: 1, batchSize: 16 },
  })
  return {
    ...run,
    close: async () => {
      await run.close()
      await close()
    },
  }
}

async function trained(input: unknown): Promise<TrainedRun> {
  const experiment = parsed(input)
  const { look, close } = await train(experiment)
  return {
    run: { experiment, summary: summarizeModel(experiment), hasModel: true },
    look: async (text) => {
      const found = await look(inspectionRequestSchema.parse({ text }))
      if (!found.ok) throw new Error(found.message)
      return found.value
    },
    close,
  }
}

function parsed(input: unknown): Experiment {
  const experiment = parseExperiment(input)
  if (!experiment.ok) throw new Error(experiment.message)
  return experiment.value
}

/** What the lab knows, as far as a step asks. */
export function contextOf(changes: Partial<LessonContext> = {}): LessonContext {
  return {
    ...{ run: null, view: 'lessons', inspection: null, token: 0, surgery: [], answer: null },
    ...{ start: null, exams: [], hasWritten: false },
    ...changes,
  }
}
