// A language model and how it learns from a stream of tokens.
import type { LayersModel, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs'
import type { Evaluation } from '#shared/domain/evaluation'
import type { TextSample } from '#shared/domain/generation'
import type { Experiment } from '#shared/experiment/schema'
import { windowLengthOf } from '#shared/experiment/text'
import { tf } from '../../backend'
import type { NetworkState } from '../../generation/forward-from-state'
import { writeSample } from '../../generation/writer'
import { buildModel, type BuiltModel } from '../../model/build'
import { deriveSeed, streams } from '../../model/seeds'
import { rowOrder } from '../../training/row-order'
import { trainableVariables } from '../../training/step'
import type { EvaluateControl, Learner, LearnerBatch } from '../task'
import { drawForgotten, forgetRows } from './forget-rows'
import type { Streams } from './load-streams'
import { measureStream } from './measure-stream'
import { runWindows, type WindowsRun } from './run-windows'
import {
  fillWindows,
  trainingStretches,
  windowAt,
  windowCount,
  type ParallelStretches,
  type WindowBatch,
} from './windows'

type SamplePlace = Parameters<NonNullable<Learner['sample']>>[0]

/** What of the data a learner needs. */
export type LearnerStreams = Pick<Streams, 'training' | 'validation' | 'vocabulary'>

export class LanguageModelLearner implements Learner {
  readonly model: BuiltModel['model']
  readonly masks: BuiltModel['masks']
  readonly variables: readonly Variable[]
  readonly #length: number
  /** Null: windows are shuffled, and each begins with zeros. */
  readonly #parallel: ParallelStretches | null
  /** After the last step; null: zeros. */
  #state: NetworkState | null = null
  /** What the last step began with, which its gradient needs. */
  #used: NetworkState | null = null
  #epoch = 0

  constructor(
    private readonly data: LearnerStreams,
    private readonly experiment: Experiment,
  ) {
    const { model, masks } = buildModel(experiment)
    this.model = model
    this.masks = masks
    this.variables = this.#tied
      ? trainableVariables(model).filter((variable) => variable !== outputKernel(model))
      : trainableVariables(model)
    this.#length = windowLengthOf(experiment.text)
    const { stateful, batchSize } = experiment.training
    this.#parallel = stateful ? trainingStretches(data.training, this.#length, batchSize) : null
  }

  get #tied(): boolean {
    return this.experiment.model.tieEmbeddings
  }

  order(epoch: number): Int32Array {
    this.#epoch = epoch
    const windows = windowCount(this.data.training, this.#length)
    // Stretches are read from their beginning on, whatever the epoch.
    return this.#parallel
      ? Int32Array.from({ length: windows }, (_, index) => index)
      : rowOrder(this.experiment, windows, epoch)
  }

  batch(examples: Int32Array): LearnerBatch {
    const parallel = this.#parallel
    if (parallel) return this.#nextOf(parallel, examples)
    const batch = this.#windows(examples)
    return { weight: batch.counted, compute: () => this.#run(batch, null) }
  }

  #windows(examples: Int32Array): WindowBatch {
    const { training } = this.data
    const stretches = Array.from(examples, (index) => windowAt(training, this.#length, index))
    return fillWindows(training, stretches, this.#length)
  }

  /** The step's window of every stretch, each from the state after the one before it. */
  #nextOf(parallel: ParallelStretches, [first]: Int32Array): LearnerBatch {
    const { batchSize, seed } = this.experiment.training
    const step = Math.floor(first / batchSize)
    this.#used = free(this.#used)
    if (step === 0) this.#state = free(this.#state)
    const batch = parallel.batch(step)
    const forget = drawForgotten(batch.rows, deriveSeed(seed, streams.order, this.#epoch, step))
    const compute = (): ReturnType<LearnerBatch['compute']> => {
      const before = this.#state && forgetRows(this.#state, forget)
      const { loss, accuracy, state } = this.#run(batch, before)
      this.#used = this.#state
      this.#state = state.map((layer) => layer.map((tensor) => tf.keep(tensor)))
      return { loss, accuracy }
    }
    return { weight: batch.counted, compute }
  }

  #run(batch: WindowBatch, before: NetworkState | null): WindowsRun {
    return runWindows({ model: this.model, tied: this.#tied, training: true }, batch, before)
  }

  evaluate(control: EvaluateControl): Promise<Evaluation | null> {
    const { batchSize, stateful } = this.experiment.training
    const { model } = this
    const stream = this.data.validation
    const options = { model, tied: this.#tied, stream, length: this.#length, batchSize, stateful }
    return measureStream(options, control)
  }

  extras(epoch: Parameters<Learner['extras']>[0], evaluation: Evaluation): Record<string, number> {
    if (evaluation.kind !== 'language-model') return {}
    return {
      perplexity: Math.exp(epoch.loss),
      valPerplexity: evaluation.perplexity,
      valBitsPerCharacter: evaluation.bitsPerCharacter,
    }
  }

  sample({ epoch, step }: SamplePlace): Promise<TextSample | null> {
    const { experiment, model } = this
    const { vocabulary } = this.data
    const { seed, sample } = experiment.training
    if (sample.length === 0) return Promise.resolve(null)
    const text = writeSample({ model, vocabulary, experiment, ...sample, seed })
    return Promise.resolve({ epoch, step, prompt: sample.prompt, text })
  }

  carried(): ReadonlyMap<string, Tensor> {
    const layers = this.#state ?? []
    return new Map(
      layers.flatMap((tensors, layer) =>
        tensors.map((tensor, index) => [`state.${layer}.${index}`, tensor] as const),
      ),
    )
  }

  restoreCarried(tensors: ReadonlyMap<string, Tensor>): void {
    this.#state = free(this.#state)
    if (tensors.size === 0) return
    this.#state = stateOf(tensors)
  }

  beforeSave(): void {
    if (!this.#tied) return
    const [embeddings] = this.model.layers[0].weights
    tf.tidy(() => outputKernel(this.model).assign(tf.transpose(embeddings.read() as Tensor2D))) // an Embedding's one weight
  }

  dispose(): void {
    this.#used = free(this.#used)
    this.#state = free(this.#state)
    this.model.dispose()
  }
}

/** [width, vocabulary] */
function outputKernel({ layers }: LayersModel): Variable {
  return layers[layers.length - 1].weights[0].read() as Variable // tfjs types the variable it reads as Tensor
}

function free(state: NetworkState | null): null {
  if (state) for (const tensor of state.flat()) tensor.dispose()
  return null
}

/** Copies of carried tensors by layer. */
function stateOf(tensors: ReadonlyMap<string, Tensor>): NetworkState {
  const layers: Tensor[][] = []
  for (let layer = 0; tensors.has(`state.${layer}.0`); layer++) {
    const found = [0, 1].map((index) => tensors.get(`state.${layer}.${index}`))
    layers.push(found.filter((tensor) => tensor !== undefined).map((tensor) => tf.clone(tensor)))
  }
  return layers
}
