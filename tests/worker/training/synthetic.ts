// A small dataset made in memory: a text is of class 1 when its last marked token is of the upper kind.
import type { LayerInput } from '#shared/experiment/layers'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'
import type { StepColumns } from '#shared/domain/run'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import type { EncodedDataset, EncodedRows } from '../../../src/worker/text/encoded'
import { seededRandom } from '../../../src/worker/text/random'

const vocabularySize = 20
const tokens = Array.from({ length: vocabularySize }, (_, id) => `t${id}`)

export const tinyLayers: LayerInput[] = [
  { type: 'Embedding', units: 8 },
  { type: 'LSTM', units: 8 },
  { type: 'Dense', units: 1, activation: 'sigmoid' },
]

export function tinyExperiment(
  training: ExperimentInput['training'] = {},
  layers: LayerInput[] = tinyLayers,
  text: ExperimentInput['text'] = {},
): Experiment {
  const parsed = parseExperiment({
    task: 'classification',
    data: { path: 'unused.csv' },
    text: { vocabularySize, sequenceLength: 8, ...text },
    model: { layers },
    training: { batchSize: 16, epochs: 3, seed: 5, ...training },
  })
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

export function tinyDataset(text: Experiment['text'], rows = 100, classes = 2): EncodedDataset {
  const training = tinyRows(rows, classes, 1, false)
  const validation = tinyRows(Math.ceil(rows / 4), classes, 2, true)
  const labels = Array.from({ length: classes }, (_, label) => `class ${label}`)
  return {
    labels,
    targets: { kind: 'class' },
    vocabulary: {
      level: 'word',
      purpose: 'reading',
      reserved: 3,
      unknown: 2,
      start: 1,
      end: null,
      merges: null,
      size: vocabularySize,
      tokens,
      idOf: (token) => tokens.indexOf(token),
    },
    text,
    training,
    validation,
    validationRows: Int32Array.of(),
    report: {
      path: 'unused.csv',
      columns: { text: 'text', label: 'label' },
      encoding: 'utf-8',
      invalidBytes: 0,
      rows: training.count + validation.count,
      trainingRows: training.count,
      validationRows: validation.count,
      duplicateRows: 0,
      classes: labels.map((label) => ({ label, count: 1 })),
      skipped: { count: 0, first: [] },
      length: {
        minimum: 3,
        median: 5,
        p90: 8,
        p95: 8,
        p99: 8,
        maximum: 8,
        mean: 5,
        histogram: { step: 1, counts: [] },
      },
      truncatedShare: 0,
      vocabulary: { size: vocabularySize, distinct: vocabularySize, outOfVocabularyShare: 0 },
      seconds: 0,
    },
  }
}

function tinyRows(count: number, classes: number, seed: number, excerpts: boolean): EncodedRows {
  const random = seededRandom(seed)
  const ids: number[] = []
  const offsets = [0]
  const labels = new Int32Array(count)
  for (let row = 0; row < count; row++) {
    const length = 3 + Math.floor(random() * 6)
    for (let place = 0; place < length; place++) ids.push(3 + Math.floor(random() * 17))
    labels[row] = (ids[ids.length - 1] + ids[ids.length - 2]) % classes
    offsets.push(ids.length)
  }
  return {
    count,
    tokens: Int32Array.from(ids),
    offsets: Int32Array.from(offsets),
    labels,
    excerpts: excerpts ? Array.from({ length: count }, (_, row) => `text ${row}`) : [],
  }
}

/** The steps that events told of, one by one. */
export function stepsOf(events: readonly TrainerEvent[]) {
  return events.flatMap((event) => (event.type === 'steps' ? rowsOf(event.steps) : []))
}

/** The number of the last step that an event tells of; undefined when it tells of none. */
export function lastStepOf(event: TrainerEvent): number | undefined {
  return event.type === 'steps' ? event.steps.first + event.steps.loss.length - 1 : undefined
}

function rowsOf({ first, ...columns }: StepColumns) {
  return Array.from(columns.loss, (loss, index) => ({
    step: first + index,
    loss,
    accuracy: columns.accuracy[index],
    gradientNorm: columns.gradientNorm[index],
    milliseconds: columns.milliseconds[index],
    learningRate: columns.learningRate[index],
    seconds: columns.seconds[index],
  }))
}
