// How far back a loss reaches: which rows are looked at, without their padding, and numbers that can be worked out by hand.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Experiment } from '#shared/experiment/schema'
import { withCell } from '#shared/experiment/with-cell'
import type { Tensor } from '@tensorflow/tfjs'
import { startBackend, tf } from '../../../src/worker/backend'
import { chooseExamples, gradientReach } from '../../../src/worker/race/reach'
import { taskModule } from '../../../src/worker/tasks/index'
import { loadRequestOf, type Learner, type TaskData } from '../../../src/worker/tasks/task'
import { rhyme, textExperiment } from '../tasks/language-model/tiny-text'
import { tinyExperiment } from '../tasks/seq2seq/tiny'
import { experimentOn as taggingOn, linesOf } from '../tasks/tagging/sentences'
import { DataFiles, quiet } from '../text/data-files'
import { csvOf, experimentOn } from '../trained-run'

const files = new DataFiles()

beforeAll(async () => {
  await startBackend()
  files.write('data.csv', csvOf(120))
})
afterAll(() => files.remove())

async function withLearner(
  experiment: Experiment,
  use: (data: TaskData, learner: Learner) => void,
): Promise<void> {
  const module = await taskModule(experiment.task)
  const data = await module.load(loadRequestOf(experiment), quiet)
  if (!data.ok) throw new Error(data.message)
  const learner = data.value.createLearner(experiment)
  if (!learner.ok) throw new Error(learner.message)
  try {
    use(data.value, learner.value)
  } finally {
    learner.value.dispose()
    data.value.close()
  }
}

it.each(['pre', 'post'] as const)('leaves padding out that stands %s', async (padding) => {
  const experiment = experimentOn(files.root, { text: { padding, sequenceLength: 30 } })
  await withLearner(experiment, (data, learner) => {
    const examples = chooseExamples(data, [{ experiment }])
    expect(examples).toHaveLength(8)
    const lengths = examples.map(({ ids }) => ids.filter((id) => id !== 0).length)
    expect(lengths).toEqual(lengths.toSorted((one, other) => other - one))
    for (const { ids, paddingBefore, paddingAfter } of examples) {
      expect(ids).toHaveLength(30)
      const read = ids.subarray(paddingBefore, 30 - paddingAfter)
      expect(read.includes(0)).toBe(false)
      expect(paddingBefore > 0).toBe(padding === 'pre')
    }
    expect(gradientReach({ learner, experiment }, examples)).toHaveLength(lengths[7])
  })
})

it('is at the last token what follows from the loss and the output weights', async () => {
  const experiment = withCell(experimentOn(files.root), 'SimpleRNN')
  await withLearner(experiment, (data, learner) => {
    const examples = chooseExamples(data, [{ experiment }])
    const kernel = learner.model.layers[2].weights[0].read().dataSync<'float32'>()
    const length = Math.hypot(...kernel)
    const wanted = examples.map(({ ids, answer }) => {
      if (answer.kind !== 'class') throw new Error('no class')
      const probability = probabilityOf(learner, ids)
      return Math.abs(probability - answer.id) * length
    })
    const mean = wanted.reduce((sum, one) => sum + one, 0) / wanted.length
    expect(gradientReach({ learner, experiment }, examples)[0]).toBeCloseTo(mean, 6)
  })
})

function probabilityOf({ model }: Learner, ids: Int32Array): number {
  const input = tf.tensor2d(ids, [1, ids.length], 'int32')
  const output = model.predict(input) as Tensor // one output
  const [probability] = output.dataSync<'float32'>()
  tf.dispose([input, output])
  return probability
}

it('takes fewer rows of a large network, and the same for all variants', async () => {
  const small = experimentOn(files.root)
  const large = experimentOn(files.root, {
    model: {
      layers: [
        { type: 'Embedding', units: 512 },
        { type: 'LSTM', units: 1024 },
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    },
  })
  await withLearner(small, (data) => {
    expect(chooseExamples(data, [{ experiment: small }])).toHaveLength(8)
    expect(chooseExamples(data, [{ experiment: small }, { experiment: large }])).toHaveLength(1)
  })
})

it.each([
  [
    'the last tag of a sentence',
    () => taggingOn(files.write('data.conll', linesOf(60)), undefined, { training: {} }),
  ],
  ['the next token of a window', () => textExperiment(files.write('rhyme.txt', rhyme))],
  [
    'the end of what is written, in the source',
    () =>
      tinyExperiment({
        attention: 'bahdanau',
        data: { generator: { type: 'addition', rows: 100, digits: 2 } },
        text: { level: 'character', vocabularySize: 20, target: { vocabularySize: 16 } },
      }),
  ],
])('goes from %s', async (_what, make) => {
  const experiment = make()
  await withLearner(experiment, (data, learner) => {
    const examples = chooseExamples(data, [{ experiment }])
    const norms = gradientReach({ learner, experiment }, examples)
    expect(norms).toHaveLength(Math.min(...examples.map(({ ids }) => ids.length)))
    expect(norms.every((norm) => norm > 0)).toBe(true)
  })
})
