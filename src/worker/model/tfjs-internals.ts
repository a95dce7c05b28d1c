// What the lab touches of tfjs-layers beyond its published types, in one place, each with its reason.
import type { layers, Tensor } from '@tensorflow/tfjs'
import type { SeededInitializer } from './initializers'

export type Layer = layers.Layer

/** The fields of tfjs's SimpleRNNCell, LSTMCell and GRUCell that seeding and tidying need. */
export interface RecurrentCell {
  kernelInitializer: SeededInitializer
  recurrentInitializer: SeededInitializer
  biasInitializer: SeededInitializer
  /** Called with a tensor of ones and the rate; gives the mask. */
  dropoutFunc: ((ones: Tensor, rate: number) => Tensor) | undefined
  /** Kept by the cell from the first step of a sequence on. */
  dropoutMask: Tensor | Tensor[] | null
  recurrentDropoutMask: Tensor | Tensor[] | null
}

interface RecurrentParts {
  cell?: RecurrentCell
  forwardLayer?: { cell: RecurrentCell }
  backwardLayer?: { cell: RecurrentCell }
}

/** The cells of a recurrent layer: one, forward and backward for Bidirectional, none for any other layer. */
export function cellsOf(layer: Layer): RecurrentCell[] {
  const parts = layer as unknown as RecurrentParts // tfjs declares these fields private or not at all
  const cells = [parts.cell, parts.forwardLayer?.cell, parts.backwardLayer?.cell]
  return cells.filter((cell) => cell !== undefined)
}

/** The layer inside a TimeDistributed. */
export function wrappedLayer(layer: Layer): Layer {
  return (layer as unknown as { layer: Layer }).layer // declared on tfjs's unexported Wrapper class
}

/** The tensors that a layer trains, in the order in which they are saved. */
export function trainableTensors(layer: Layer): Tensor[] {
  return layer.trainableWeights.map((weight) => weight.read())
}

/** Makes a recurrent layer, or both of a Bidirectional, give its last state too, also once it has been saved. */
export function returnStateOf(layer: Layer): void {
  const parts = layer as unknown as Record<string, { returnState: boolean } | undefined> // private in tfjs
  const all = [layer as unknown as { returnState: boolean }, parts['layer'], parts['forwardLayer']]
  for (const one of [...all, parts['backwardLayer']]) if (one) one.returnState = true
}

/**
 * Forgets the arguments that layers were connected with. Initial states are among a layer's inputs too, from which a saved
 * model is put together; saving it would warn of each that it cannot be written as an argument.
 */
export function forgetCallArguments(layers: readonly Layer[]): void {
  for (const { inboundNodes } of layers)
    for (const node of inboundNodes) (node as { callArgs: object }).callArgs = {} // read-only in tfjs's types alone
}
