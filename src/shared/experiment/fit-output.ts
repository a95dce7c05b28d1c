// Makes the last layer, which gives the answer, fit what the task and its data ask of it.
import type { Problem } from '../protocol/result'
import type { LayerSpec } from './layers'
import type { Experiment } from './schema'
import { targetTextOf, vocabularySizeOf } from './text'

type Fitted = Pick<Experiment, 'task' | 'data' | 'text' | 'model'>

/**
 * How many units the last layer needs, of a decoder where there is one; null while that is not known.
 * @param classes how many classes, labels or tags the data has; null while it has not been read
 */
export function neededUnits(experiment: Fitted, classes: number | null): number | null {
  const { task, data, text } = experiment
  if (task === 'language-model') return whole(vocabularySizeOf(text))
  if (task === 'seq2seq') return whole(vocabularySizeOf(targetTextOf(text)))
  if (task === 'classification' && data.labelKind === 'number') return 1
  const isTwo = task === 'classification' && data.labelKind === 'class' && classes === 2
  return isTwo ? 1 : classes
}

/** The units of the layer that gives the answer; null where the last layer is no such layer. */
export function outputUnits({ model }: Pick<Experiment, 'model'>): number | null {
  const dense = denseOf(lastOf(model))
  return dense ? dense.units : null
}

/** Where the units of that layer stand in the experiment file; null where there is no such layer. */
export function outputUnitsPath({ model }: Pick<Experiment, 'model'>): string | null {
  const last = lastOf(model)
  if (!denseOf(last)) return null
  return `${lastPathOf(model)}.${last?.type === 'Dense' ? 'units' : 'layer.units'}`
}

/** Whether a problem lies in the width or the activation of the layer that gives the answer, which can be made to fit. */
export function isOutputProblem({ path }: Problem, { model }: Pick<Experiment, 'model'>): boolean {
  const keys = ['units', 'activation', 'layer.units', 'layer.activation']
  return (
    denseOf(lastOf(model)) !== null && keys.some((key) => path === `${lastPathOf(model)}.${key}`)
  )
}

/** Changes the last layer and the loss, in place, so that they fit; a layer that is no Dense stays as it is. */
export function fitOutput(experiment: Experiment, classes: number | null): void {
  const units = neededUnits(experiment, classes)
  const dense = denseOf(lastOf(experiment.model))
  if (!dense || units === null) return
  dense.units = units
  dense.activation = activationOf(experiment, units)
  experiment.training.loss = null
}

function activationOf({ task, data }: Fitted, units: number): 'softmax' | 'sigmoid' | 'linear' {
  if (task !== 'classification') return 'softmax'
  if (data.labelKind === 'number') return 'linear'
  return data.labelKind === 'labels' || units === 1 ? 'sigmoid' : 'softmax'
}

function lastOf({ layers, decoder }: Experiment['model']): LayerSpec | undefined {
  return (decoder?.layers ?? layers).at(-1)
}

function lastPathOf({ layers, decoder }: Experiment['model']): string {
  return decoder
    ? `model.decoder.layers.${decoder.layers.length - 1}`
    : `model.layers.${layers.length - 1}`
}

function denseOf(layer: LayerSpec | undefined): Extract<LayerSpec, { type: 'Dense' }> | null {
  if (layer?.type === 'Dense') return layer
  return layer?.type === 'TimeDistributed' && layer.layer.type === 'Dense' ? layer.layer : null
}

// While a size is typed it may be none.
function whole(size: number): number | null {
  return Number.isInteger(size) && size > 0 ? size : null
}
