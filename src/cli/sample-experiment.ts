// The experiment that `unroll sample` trains: the same small LSTM as examples/01-lstm.json.
import type { ExperimentInput } from '#shared/experiment/schema'

/** @param path the bundled sample */
export function sampleExperiment(path: string): ExperimentInput {
  return {
    name: 'Sample, LSTM',
    task: 'classification',
    data: { path, text: 'text', label: 'label' },
    text: { vocabularySize: 2000, sequenceLength: 32 },
    model: {
      layers: [
        { type: 'Embedding', units: 32 },
        { type: 'LSTM', units: 32 },
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    },
    training: { optimizer: { type: 'adam', learningRate: 0.002 }, batchSize: 32, epochs: 8 },
  }
}
