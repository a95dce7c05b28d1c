// Small models for short texts, such as the bundled sample: they train in seconds.
import type { LayerInput } from '#shared/experiment/layers'
import { modelSchema } from '#shared/experiment/model'
import type { Experiment } from '#shared/experiment/schema'
import { textSchema } from '#shared/experiment/text'
import { trainingSchema } from '#shared/experiment/training'

export interface SmallPreset {
  readonly name: string
  readonly title: string
  /** One line: what it is for. */
  readonly purpose: string
  readonly recipe: Pick<Experiment, 'model' | 'text' | 'training'>
}

const embedding: LayerInput = { type: 'Embedding', units: 32 }
const positive: LayerInput = { type: 'Dense', units: 1, activation: 'sigmoid' }

function small(name: string, title: string, purpose: string, ...layers: LayerInput[]): SmallPreset {
  return {
    name,
    title,
    purpose,
    recipe: {
      text: textSchema.parse({ vocabularySize: 2000, sequenceLength: 32 }),
      model: modelSchema.parse({ layers: [embedding, ...layers, positive] }),
      training: trainingSchema.parse({
        optimizer: { type: 'adam', learningRate: 0.003 },
        batchSize: 32,
        epochs: 8,
      }),
    },
  }
}

export const smallPresets: readonly SmallPreset[] = [
  small('small-lstm', 'Small LSTM', 'Short texts and the sample; done in seconds.', {
    type: 'LSTM',
    units: 32,
  }),
  small('small-gru', 'Small GRU', 'The same with GRU, to compare the two.', {
    type: 'GRU',
    units: 32,
  }),
  small(
    'small-average',
    'Average of words',
    'No recurrence: what the words alone can do, whatever their order.',
    { type: 'GlobalAveragePooling1D' },
  ),
]
