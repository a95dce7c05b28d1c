// The small network of an exam: one recurrent layer and one Dense layer, through the lab's own kernels.
import type { LayersModel, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import type { ExamTaskRules } from '#shared/domain/inside/exam-tasks/exam-task'
import type { Cell } from '#shared/domain/inside/cells'
import { denseSchema, recurrentSchema } from '#shared/experiment/layers'
import { tf } from '../backend'
import { installKernels } from '../kernels/install'
import { DropoutMasks } from '../model/dropout'
import { denseLogits } from '../model/forward'
import { createLayer } from '../model/layers'

export interface SmallModelOptions {
  readonly cell: Cell
  readonly units: number
  readonly rules: ExamTaskRules
  readonly seed: number
}

/** The network with its initial weights, for sequences of any length. The caller disposes it. */
export function buildSmallModel({ cell, units, rules, seed }: SmallModelOptions): LayersModel {
  const { inputs, outputs, answered } = rules
  const recurrent = recurrentSchema.parse({ type: cell, units, returnSequences: answered > 1 })
  const specs = [recurrent, denseSchema.parse({ type: 'Dense', units: outputs })]
  const masks = new DropoutMasks(seed)
  const common = { seed, masks, vocabularySize: 0, inputShape: undefined }
  const input = tf.input({ shape: [null, inputs], name: 'sequence' })
  let output = input
  // tfjs copies initial values into variables and leaves the values themselves to the surrounding tidy.
  tf.tidy(() => {
    for (const [index, spec] of specs.entries()) {
      const layer = createLayer(spec, { ...common, name: spec.type.toLowerCase(), index })
      output = layer.apply(output) as typeof input // one symbolic tensor in, one out
    }
  })
  const model = tf.model({ inputs: input, outputs: output })
  installKernels(model)
  return model
}

/**
 * What the network answers, before any activation. Call it inside a tidy.
 * @param input [batch, time, inputs]
 * @param answered how many of the last steps
 * @returns [batch x answered, outputs], the steps of an example one after the other
 */
export function answersOf(model: LayersModel, input: Tensor3D, answered: number): Tensor2D {
  const [, recurrent, dense] = model.layers
  const hidden = recurrent.apply(input) as Tensor2D | Tensor3D // one tensor in, one out, not symbolic
  if (hidden.rank === 2) return denseLogits(dense, hidden as Tensor2D) // its rank says so
  const [batch, steps, units] = hidden.shape as Tensor3D['shape'] // the other rank
  const last = tf.slice(hidden, [0, steps - answered, 0], [batch, answered, units])
  return denseLogits(dense, tf.reshape(last, [batch * answered, units]))
}
