// Seeded dropout: masks that differ from step to step and are the same whenever the experiment is run again.
import type { LayersModel, Tensor } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { seededRandom } from '../text/random'
import { deriveSeed, streams } from './seeds'
import { cellsOf, type Layer } from './tfjs-internals'

/** Draws a mask of `shape`: 0 with probability `rate`, else 1 / (1 - rate). */
export type MaskSource = (shape: readonly number[], rate: number) => Tensor

/**
 * The masks of one model. A mask is a function of the seed, the layer, the step and how often the layer asked
 * within the step, so training could go on from any step.
 */
export class DropoutMasks {
  readonly #seed: number
  #step = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  /** Every mask drawn from now on belongs to this step. */
  beginStep(step: number): void {
    this.#step = step
  }

  /** The source of one layer, or of one direction of it. */
  source(place: number): MaskSource {
    let step = -1
    let calls = 0
    return (shape, rate) => {
      if (step !== this.#step) calls = 0
      step = this.#step
      const seed = deriveSeed(this.#seed, streams.dropout, place, step, calls++)
      return tf.tensor(maskValues(shape, rate, seed), [...shape])
    }
  }
}

function maskValues(shape: readonly number[], rate: number, seed: number): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1))
  const random = seededRandom(seed)
  const kept = 1 / (1 - rate)
  for (let index = 0; index < values.length; index++) values[index] = random() < rate ? 0 : kept
  return values
}

/**
 * Makes a Dropout or SpatialDropout1D layer draw from `source`; tfjs's own, when seeded, drops the same
 * places at every step. Nothing of this is saved with the model.
 * @param shapeOf the shape of the mask for an input; size 1 where one draw holds for the whole axis
 */
export function seedDropoutLayer(
  layer: Layer,
  rate: number,
  source: MaskSource,
  shapeOf: (input: readonly number[]) => readonly number[],
): void {
  layer.call = (inputs, kwargs) => {
    const input = Array.isArray(inputs) ? inputs[0] : inputs
    if (!kwargs['training'] || rate === 0) return input
    return tf.tidy(() => tf.mul(input, source(shapeOf(input.shape), rate)))
  }
}

/** Makes the cells of a recurrent layer draw their dropout masks, one for a whole sequence, from sources. */
export function seedRecurrentDropout(layer: Layer, masks: DropoutMasks, place: number): void {
  for (const [direction, cell] of cellsOf(layer).entries()) {
    const source = masks.source(place * 2 + direction)
    cell.dropoutFunc = (ones, rate) => source(ones.shape, rate)
  }
}

/** Frees the masks that recurrent cells keep until their next call. */
export function releaseMasks(model: LayersModel): void {
  for (const cell of model.layers.flatMap(cellsOf)) {
    if (cell.dropoutMask) tf.dispose(cell.dropoutMask)
    if (cell.recurrentDropoutMask) tf.dispose(cell.recurrentDropoutMask)
    cell.dropoutMask = null
    cell.recurrentDropoutMask = null
  }
}
