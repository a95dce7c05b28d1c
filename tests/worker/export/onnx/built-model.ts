// Networks with random weights as the lab builds them, and the same as ONNX in ONNX Runtime.
import type { LayersModel, Tensor } from '@tensorflow/tfjs'
import * as ort from 'onnxruntime-web'
import { findModelProblems } from '#shared/domain/model-check'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'
import { tf } from '../../../../src/worker/backend'
import { modelFile } from '../../../../src/worker/export/onnx/model-file'
import { findRefusal } from '../../../../src/worker/export/onnx/refusal'
import type { ExportSubject } from '../../../../src/worker/export/exporter'
import { buildModel } from '../../../../src/worker/model/build'
import { encoderDecoderOf, networkOf } from '../../../../src/worker/model/network-of'
import { buildNetwork } from '../../../../src/worker/tasks/seq2seq/network/build'
import { seededRandom } from '../../../../src/worker/text/random'

ort.env.wasm.numThreads = 1

export type Parts = Pick<ExperimentInput, 'task' | 'model'> & Pick<ExperimentInput, 'text'>
/** Token ids by the name of the input: [batch][time]. */
export type Batch = Readonly<Record<string, readonly (readonly number[])[]>>

export function experimentOf(parts: Parts): Experiment {
  const parsed = parseExperiment({ data: { path: '/data.csv' }, ...parts })
  if (!parsed.ok) throw new Error(parsed.message)
  const [problem] = findModelProblems(parsed.value)
  if (problem) throw new Error(problem.message)
  return parsed.value
}

export interface BuiltModel {
  readonly bytes: Uint8Array
  readonly labs: LayersModel
  readonly session: ort.InferenceSession
}

/** The caller disposes the lab's model and releases the session. */
export async function builtModel(experiment: Experiment): Promise<BuiltModel> {
  const isPair = experiment.task === 'seq2seq'
  const labs: LayersModel = isPair ? buildNetwork(experiment).model : buildModel(experiment).model
  randomize(labs)
  if (experiment.model.tieEmbeddings) tie(labs)
  const refused = findRefusal({ experiment, model: labs })
  if (refused) throw new Error(refused.message)
  const bytes = modelFile(subjectOf(experiment, labs))
  return { bytes, labs, session: await ort.InferenceSession.create(bytes) }
}

export function subjectOf(experiment: Experiment, model: LayersModel): ExportSubject {
  const network: ExportSubject['network'] =
    experiment.task === 'seq2seq'
      ? { kind: 'encoder-decoder', network: encoderDecoderOf(model, experiment) }
      : { kind: 'network', network: networkOf(model, experiment) }
  const vocabulary = null as unknown as ExportSubject['run']['vocabulary'] // the model alone is written
  const run = { folder: '', experiment, vocabulary, targetVocabulary: null, labels: [] }
  const vectors = { format: 'unroll-test-vectors/2', task: experiment.task, vectors: [] } as const
  return { run: { ...run, scale: null, model }, network, vectors: { ...vectors, vectors: [] } }
}

/** Biases too, which begin as zeros, so that each number counts. */
function randomize({ trainableWeights }: LayersModel): void {
  const random = seededRandom(5)
  for (const weight of trainableWeights) {
    const count = weight.shape.reduce<number>((product, size) => product * (size ?? 1), 1)
    const values = Float32Array.from({ length: count }, () => random() * 1.6 - 0.8)
    const sizes = weight.shape as number[] // built, so no size is open
    tf.tidy(() => void weight.write(tf.tensor(values, sizes)))
  }
}

/** As training leaves it: the output's kernel is the embeddings, turned. */
function tie({ layers }: LayersModel): void {
  const [table] = layers[0].weights
  const [kernel] = layers[layers.length - 1].weights
  tf.tidy(() => void kernel.write(tf.transpose(table.read())))
}

/** The largest difference of the two on a batch; throws when the shapes differ. */
export async function differenceOn({ labs, session }: BuiltModel, batch: Batch): Promise<number> {
  const feeds = Object.fromEntries(
    Object.entries(batch).map(([name, rows]) => [
      name,
      new ort.Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [
        rows.length,
        rows[0].length,
      ]),
    ]),
  )
  const { output } = await session.run(feeds)
  const expected = tf.tidy(() => {
    const inputs = Object.values(batch).map((rows) =>
      tf.tensor2d(
        rows.map((row) => [...row]),
        undefined,
        'int32',
      ),
    )
    return labs.predict(inputs) as Tensor // one output
  })
  const values = expected.dataSync<'float32'>()
  if (expected.shape.join() !== output.dims.join())
    throw new Error(`${output.dims.join()} where ${expected.shape.join()} is expected`)
  expected.dispose()
  const computed = output.data as Float32Array // the graph says so
  return values.reduce((largest, value, at) => {
    const difference = Math.abs(value - computed[at]) / Math.max(1, Math.abs(value))
    return Number.isNaN(difference) ? Infinity : Math.max(largest, difference)
  }, 0)
}

/** Ids of a vocabulary of 12, the first of each row padding. */
export function idsOf(batch: number, time: number): number[][] {
  const random = seededRandom(batch * 100 + time)
  return Array.from({ length: batch }, () =>
    Array.from({ length: time }, (_, step) =>
      step === 0 && time > 1 ? 0 : 1 + Math.floor(random() * 11),
    ),
  )
}
