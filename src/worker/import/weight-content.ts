// What has to hold of the numbers themselves: that they are numbers, and that those which the lab sets are what it sets them to.
import type { LayersModel } from '@tensorflow/tfjs'
import { attentionNames } from '#shared/domain/attention-rows'
import type { Experiment } from '#shared/experiment/schema'
import { failure, type Failure } from '#shared/protocol/result'
import { unreadable } from './limits'

/** Padding gets as much less than tokens before the softmax of an attention, at least. */
const hidden = -1e6
/** A tied output is a copy. */
const tieTolerance = 1e-5

/** Null when there is nothing to object to. */
export function findWrongContent(
  model: LayersModel,
  experiment: Experiment,
  file: string,
): Failure | null {
  for (const { name, weights } of model.layers)
    for (const weight of weights)
      if (!weight.read().dataSync<'float32'>().every(Number.isFinite))
        return unreadable(file, `the weights of layer "${name}" hold something else than numbers`)
  return (
    findWrongMask(model, file) ?? (experiment.model.tieEmbeddings ? findUntied(model, file) : null)
  )
}

/** The table that tells padding from tokens is set, not learned. */
function findWrongMask(model: LayersModel, file: string): Failure | null {
  const mask = model.layers.find(({ name }) => name === attentionNames.mask)
  if (!mask) return null
  const values = mask.weights[0].read().dataSync<'float32'>()
  return values[0] < hidden && values.subarray(1).every((value) => value === 0)
    ? null
    : failure(
        'model-refused',
        `${file} cannot be imported: layer "${mask.name}" (Embedding): hides other ids than padding from the attention, which the lab does not.`,
      )
}

function findUntied(model: LayersModel, file: string): Failure | null {
  const embeddings = model.layers.find((layer) => layer.getClassName() === 'Embedding')
  const last = model.layers[model.layers.length - 1]
  const table = embeddings?.weights[0].read()
  const kernel = last.weights[0].read()
  const [width, ids] = kernel.shape
  const rows = table?.dataSync<'float32'>()
  const columns = kernel.dataSync<'float32'>()
  const isCopy = rows?.every((value, at) => {
    const [id, unit] = [Math.floor(at / width), at % width]
    return Math.abs(value - columns[unit * ids + id]) <= tieTolerance
  })
  return isCopy
    ? null
    : unreadable(
        file,
        'the experiment.json beside it says that the output uses the embeddings, but its weights are others',
      )
}
