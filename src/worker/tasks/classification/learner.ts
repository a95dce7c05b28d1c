// A classification network and how it learns from encoded rows.
import type { Tensor2D, Variable } from '@tensorflow/tfjs'
import type { Experiment } from '#shared/experiment/schema'
import { tf } from '../../backend'
import { buildModel, type BuiltModel } from '../../model/build'
import { logitsOf } from '../../model/forward'
import { fillBatch } from '../../text/batches'
import type { Batch, EncodedDataset } from '../../text/encoded'
import { rowOrder } from '../../training/row-order'
import { trainableVariables } from '../../training/step'
import type { EvaluateControl, Learner, LearnerBatch } from '../task'
import type { Objective } from './objective'

export class ClassificationLearner implements Learner {
  readonly model: BuiltModel['model']
  readonly masks: BuiltModel['masks']
  readonly variables: readonly Variable[]

  constructor(
    private readonly dataset: EncodedDataset,
    private readonly experiment: Experiment,
    private readonly objective: Objective,
  ) {
    const { model, masks } = buildModel(experiment)
    this.model = model
    this.masks = masks
    this.variables = trainableVariables(model)
  }

  order(epoch: number): Int32Array {
    return rowOrder(this.experiment, this.dataset.training.count, epoch)
  }

  batch(examples: Int32Array): LearnerBatch {
    const { dataset, experiment, objective } = this
    const batch = fillBatch(dataset.training, examples, 0, examples.length, experiment.text)
    return {
      weight: batch.rows,
      compute: () => objective.compute(this.#logitsOf(batch), batch.labels),
    }
  }

  #logitsOf({ ids, rows, length }: Batch): Tensor2D {
    return logitsOf(this.model, tf.tensor2d(ids, [rows, length], 'int32'), true)
  }

  evaluate(control: EvaluateControl): ReturnType<Learner['evaluate']> {
    const { dataset, experiment, model } = this
    const { batchSize } = experiment.training
    const input = { model, rows: dataset.validation, text: experiment.text, batchSize }
    return this.objective.evaluate(input, control)
  }

  extras(
    _epoch: Parameters<Learner['extras']>[0],
    evaluation: Parameters<Learner['extras']>[1],
  ): Record<string, number> {
    return this.objective.extras(evaluation)
  }

  dispose(): void {
    this.model.dispose()
  }
}
