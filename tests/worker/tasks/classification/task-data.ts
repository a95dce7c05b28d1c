// Small datasets with several labels or numbers, read as the lab reads them, and networks trained on them.
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'
import { classification } from '../../../../src/worker/tasks/classification/index'
import { loadRequestOf, type TaskData } from '../../../../src/worker/tasks/task'
import { seededRandom } from '../../../../src/worker/text/random'
import { quiet } from '../../text/data-files'

const fillers = ['the', 'room', 'was', 'on', 'street', 'with', 'a', 'window', 'door']

/** Texts whose words tell their labels: each of `clean`, `quiet` and `cheap` is there with a chance of a half. */
export function labelledCsv(rows: number): string {
  const random = seededRandom(3)
  const lines = Array.from({ length: rows }, () => {
    const labels = ['clean', 'quiet', 'cheap'].filter(() => random() < 0.5)
    const words = [...labels.map((label) => `very${label}`), ...pick(3, random)]
    return `${words.join(' ')},${labels.length > 0 ? labels.join('; ') : '[]'}`
  })
  return `text,labels\n${lines.join('\n')}\n`
}

/** Texts with a price: 100 and 50 for each `star` in them. */
export function pricedCsv(rows: number): string {
  const random = seededRandom(4)
  const lines = Array.from({ length: rows }, () => {
    const stars = Math.floor(random() * 4)
    const words = [...pick(2, random), ...Array.from({ length: stars }, () => 'star')]
    return `${words.join(' ')},${100 + 50 * stars}`
  })
  return `text,price\n${lines.join('\n')}\n`
}

function pick(count: number, random: () => number): string[] {
  return Array.from({ length: count }, () => fillers[Math.floor(random() * fillers.length)])
}

/** A small GRU for the data. */
export function experimentOf(
  data: ExperimentInput['data'],
  last: { readonly units: number; readonly activation: 'sigmoid' | 'softmax' | 'linear' },
  training: ExperimentInput['training'] = {},
): Experiment {
  const parsed = parseExperiment({
    task: 'classification',
    data,
    text: { vocabularySize: 60, sequenceLength: 8 },
    model: {
      layers: [
        { type: 'Embedding', units: 8 },
        { type: 'GRU', units: 8 },
        { type: 'Dense', ...last },
      ],
    },
    training: {
      batchSize: 16,
      epochs: 4,
      optimizer: { type: 'adam', learningRate: 0.02 },
      ...training,
    },
  })
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

/** Reads the data; the caller closes them. */
export async function loadTaskData(experiment: Experiment): Promise<TaskData> {
  const loaded = await classification.load(loadRequestOf(experiment), quiet)
  if (!loaded.ok) throw new Error(loaded.message)
  return loaded.value
}
