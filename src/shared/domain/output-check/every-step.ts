// What the last layer of a model that answers at every step has to be.
import type { LayerSpec } from '../../experiment/layers'
import type { Problem } from '../../protocol/result'
import { layerLabel } from '../model-summary'

/**
 * Why `layers` do not end with a TimeDistributed Dense softmax; empty when they do.
 * @param place path of the layers in the experiment file
 * @param units what the Dense has to have and why, or null where any number may fit
 */
export function findStepOutputProblems(
  layers: readonly LayerSpec[],
  place: string,
  units: { readonly count: number; readonly of: string } | null,
): Problem[] {
  const index = layers.length - 1
  const last = layers[index]
  const path = `${place}.${index}`
  const label = `Layer ${index + 1} (${layerLabel(last)})`
  if (last.type !== 'TimeDistributed' || last.layer.type !== 'Dense') {
    return [
      {
        path,
        message: `${label}: the last layer has to be a Dense with activation "softmax" inside TimeDistributed, which gives probabilities at every step.`,
      },
    ]
  }
  const problems: Problem[] = []
  if (last.layer.activation !== 'softmax') {
    problems.push({
      path: `${path}.layer.activation`,
      message: `${label}: probabilities need activation "softmax", got "${last.layer.activation}".`,
    })
  }
  if (units && last.layer.units !== units.count) {
    problems.push({
      path: `${path}.layer.units`,
      message: `${label}: has ${last.layer.units} units, but there are ${units.count} ${units.of}. Set units to ${units.count}.`,
    })
  }
  return problems
}
