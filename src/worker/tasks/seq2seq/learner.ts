// An encoder-decoder and how it learns from pairs: the decoder reads the right tokens before each ("teacher forcing").
import type { LayersModel, Variable } from '@tensorflow/tfjs'
import type { Evaluation } from '#shared/domain/evaluation'
import type { Experiment } from '#shared/experiment/schema'
import { tf } from '../../backend'
import type { DropoutMasks } from '../../model/dropout'
import { trainableVariables } from '../../training/step'
import type { EvaluateControl, Learner, LearnerBatch } from '../task'
import { likeLengthOrder, pairBatch } from './batches'
import type { PairDataset } from './data/load-pairs'
import { maskedLoss } from './masked-loss'
import { measurePairs } from './measure-pairs'
import { buildNetwork } from './network/build'
import { decode, encode, networkOf, type Network } from './network/network'

export class PairLearner implements Learner {
  readonly model: LayersModel
  readonly masks: DropoutMasks
  readonly variables: readonly Variable[]
  readonly #network: Network
  readonly #lengths: Int32Array

  constructor(
    private readonly dataset: PairDataset,
    private readonly experiment: Experiment,
  ) {
    const { model, masks } = buildNetwork(experiment)
    this.model = model
    this.masks = masks
    this.variables = trainableVariables(model)
    this.#network = networkOf(model, experiment.model)
    this.#lengths = dataset.training.map((row) => dataset.source.sequences.lengthOf(row))
  }

  order(epoch: number): Int32Array {
    return likeLengthOrder(this.experiment, this.#lengths, epoch)
  }

  batch(examples: Int32Array): LearnerBatch {
    const { source, target, training } = this.dataset
    const { text, training: options } = this.experiment
    const sides = { source: source.sequences, target: target.sequences }
    const rows = examples.map((example) => training[example])
    const batch = pairBatch(sides, rows, text, target.vocabulary.start ?? 0)
    return {
      weight: batch.tokens,
      compute: () => {
        const ids = tf.tensor2d(batch.source, [batch.rows, batch.sourceLength], 'int32')
        const before = tf.tensor2d(batch.input, [batch.rows, batch.targetLength], 'int32')
        const encoded = encode(this.#network, ids, true)
        const { logits } = decode(this.#network, before, encoded, true)
        return maskedLoss(logits, batch, options.labelSmoothing)
      },
    }
  }

  evaluate(control: EvaluateControl): Promise<Evaluation | null> {
    const { dataset, experiment } = this
    const input = { network: this.#network, dataset, rows: dataset.validation, experiment }
    return measurePairs(input, control)
  }

  extras(_epoch: unknown, evaluation: Evaluation): Record<string, number> {
    if (evaluation.kind !== 'seq2seq') return {}
    const { exactMatch, chrf, bleu } = evaluation
    const extras: Record<string, number> = { valExactMatch: exactMatch, valChrf: chrf }
    if (Number.isFinite(bleu)) extras['valBleu'] = bleu
    return extras
  }

  dispose(): void {
    this.model.dispose()
  }
}
