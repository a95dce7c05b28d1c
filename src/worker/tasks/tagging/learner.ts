// A tagging network and how it learns from sentences.
import type { Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs'
import type { Evaluation } from '#shared/domain/evaluation'
import type { Experiment } from '#shared/experiment/schema'
import { tf } from '../../backend'
import { buildModel, type BuiltModel } from '../../model/build'
import { sequenceLogitsOf } from '../../model/forward'
import { rowLosses } from '../../training/losses'
import { trainableVariables } from '../../training/step'
import type { EvaluateControl, Learner, LearnerBatch } from '../task'
import { fillTagBatch, type TagBatch } from './batch'
import { WordDropout } from './drop-words'
import { evaluateSentences } from './evaluate-sentences'
import type { TaggedDataset } from './load'
import { sentenceOrder } from './sentence-order'

export class TaggingLearner implements Learner {
  readonly model: BuiltModel['model']
  readonly masks: BuiltModel['masks']
  readonly variables: readonly Variable[]
  readonly #wordDropout: WordDropout
  #epoch = 0

  /** @param classWeights how much each tag counts, by its id; null: all the same */
  constructor(
    private readonly dataset: TaggedDataset,
    private readonly experiment: Experiment,
    private readonly classWeights: Float32Array | null,
  ) {
    const { model, masks } = buildModel(experiment)
    this.model = model
    this.masks = masks
    this.variables = trainableVariables(model)
    const { wordDropout, seed } = experiment.training
    this.#wordDropout = new WordDropout(dataset, wordDropout, seed)
  }

  order(epoch: number): Int32Array {
    this.#epoch = epoch
    return sentenceOrder(this.experiment, this.dataset.training, epoch)
  }

  batch(examples: Int32Array): LearnerBatch {
    const { padding } = this.experiment.text
    const batch = fillTagBatch(this.dataset.training, examples, padding, (ids, sentence) =>
      this.#wordDropout.apply(ids, this.#epoch, sentence),
    )
    return { weight: batch.tokens, compute: () => this.#compute(batch) }
  }

  #compute(batch: TagBatch): { readonly loss: Scalar; readonly accuracy: Scalar } {
    const { rows, length, tokens } = batch
    const logits = sequenceLogitsOf(
      this.model,
      tf.tensor2d(batch.ids, [rows, length], 'int32'),
      true,
    )
    const flat: Tensor2D = tf.reshape(logits, [rows * length, logits.shape[2]])
    const tags = tf.tensor1d(batch.tags, 'int32')
    const mask = tf.tensor1d(batch.mask)
    const { labelSmoothing } = this.experiment.training
    const losses = rowLosses(flat, tags, { labelSmoothing, classWeights: this.classWeights })
    const right = tf.cast(tf.equal(tf.cast(tf.argMax(flat, 1), 'int32'), tags), 'float32')
    return { loss: meanOver(losses, mask, tokens), accuracy: meanOver(right, mask, tokens) }
  }

  evaluate(control: EvaluateControl): Promise<Evaluation | null> {
    const { labels, validation, wordIds } = this.dataset
    const { model } = this
    return evaluateSentences({ model, labels, wordIds, sentences: validation }, control)
  }

  extras(_epoch: unknown, evaluation: Evaluation): Record<string, number> {
    if (evaluation.kind !== 'tagging') return {}
    const { macroF1, entities } = evaluation
    return { valMacroF1: macroF1, ...(entities && { valEntityF1: entities.f1 }) }
  }

  dispose(): void {
    this.model.dispose()
  }
}

/** The mean of the places that the mask has a 1 at. */
function meanOver(values: Tensor, mask: Tensor, count: number): Scalar {
  return tf.div(tf.sum(tf.mul(values, mask)), count)
}
