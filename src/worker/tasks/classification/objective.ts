// What a classification network is trained toward and measured by; there is one for each kind of label.
import type { Scalar, Tensor2D } from '@tensorflow/tfjs'
import type { Evaluation } from '#shared/domain/evaluation'
import type { Experiment } from '#shared/experiment/schema'
import type { Targets } from '../../text/targets'
import type { EvaluateControl } from '../task'
import { classObjective } from './class-objective'
import { labelsObjective } from './labels-objective'
import type { MeasuredRows } from './measure-rows'
import { numberObjective } from './number-objective'

export interface Objective {
  /**
   * The mean loss and the share of right answers of a batch. Called inside a tidy.
   * @param logits [batch, outputs]
   * @param labels [batch] as encoded rows have them
   */
  compute(
    logits: Tensor2D,
    labels: Int32Array,
  ): { readonly loss: Scalar; readonly accuracy: Scalar }
  /** Measures on all rows; null when stopped. */
  evaluate(input: MeasuredRows, control: EvaluateControl): Promise<Evaluation | null>
  /** What a measured epoch says beyond loss and accuracy, by name. */
  extras(evaluation: Evaluation): Record<string, number>
}

export interface ObjectiveInput {
  readonly experiment: Experiment
  readonly labels: readonly string[]
  readonly targets: Targets
  /** By class id; null: all count the same. */
  readonly classWeights: Float32Array | null
}

/** The objective for the data's kind of label. */
export function createObjective(input: ObjectiveInput): Objective {
  const { experiment, labels, targets } = input
  switch (targets.kind) {
    case 'class':
      return classObjective(input)
    case 'labels':
      return labelsObjective(labels, targets.sets, experiment.training.labelSmoothing)
    case 'number':
      return numberObjective(experiment, targets.scale)
  }
}
