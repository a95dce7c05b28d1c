// Computes an exported model with the plain reference, from numbers that may come from elsewhere.
import { activate } from '#shared/domain/reference/activations'
import { decodeAll } from '#shared/domain/reference/encoder-decoder'
import { forward, partsOf } from '#shared/domain/reference/network'
import type { CellWeights, ReferenceLayer, ReferenceNetwork } from '#shared/domain/reference/types'
import type { ExportedModel, ExportSubject } from '../exporter'
import type { ModelInputs } from '../package/vectors'

type Network = ExportSubject['network']

/** All texts together may ask for so many multiplications; the plain reference does some hundred million of them in a second. */
const mostProducts = 3e11
/** So many numbers are kept of one text, of 8 bytes each. */
const mostKept = 2 ** 28

/** The plain reference in the role of another program. */
export function plainModel(network: Network, program: string): ExportedModel {
  const budget = { left: mostProducts }
  return {
    program,
    compute: (inputs, steps) => Promise.resolve(compute(network, inputs, steps, budget)),
    close: () => {},
  }
}

/** Multiplications that are left. */
interface Budget {
  left: number
}

function compute(
  subject: Network,
  inputs: ModelInputs,
  steps: readonly number[] | null,
  budget: Budget,
): readonly Float64Array[] {
  const { logits, width, rows, activation } = run(subject, inputs, budget)
  return (steps ?? [0]).map((step) => {
    if (step >= rows) throw new Error(`step ${step} is asked for, and the model gives ${rows}`)
    const row = logits.slice(step * width, (step + 1) * width)
    activate(activation, row, row)
    return row
  })
}

interface Answer {
  /** [rows, width] */
  readonly logits: Float64Array
  readonly rows: number
  readonly width: number
  /** Of the last layer. */
  readonly activation: string
}

function run(subject: Network, inputs: ModelInputs, budget: Budget): Answer {
  if (subject.kind === 'network') {
    if (!('ids' in inputs)) throw new Error('the model takes ids, not a source and a target')
    const { network } = subject
    const ids = checked(network, inputs.ids, 'ids')
    spend(workOf(network, ids.length), budget)
    return { ...forward(network, ids), activation: activationOf(network) }
  }
  if (!('source' in inputs)) throw new Error('the model takes a source and a target, not ids')
  const { encoder, decoder } = subject.network
  const source = checked(encoder, inputs.source, 'source')
  const target = checked(decoder, inputs.target, 'target')
  const reading = workOf(encoder, source.length)
  const writing = workOf(decoder, target.length)
  const looking = source.length * target.length
  const work = {
    products: reading.products + writing.products + looking * widestOf(decoder),
    kept: reading.kept + writing.kept + looking,
  }
  spend(work, budget)
  return { ...decodeAll(subject.network, source, target), activation: activationOf(decoder) }
}

function activationOf(network: ReferenceNetwork): string {
  return partsOf(network).last?.activation ?? 'linear'
}

function checked({ layers }: ReferenceNetwork, ids: readonly number[], name: string): Int32Array {
  const [first] = layers
  const known = first.type === 'Embedding' ? first.embeddings.length / first.width : 0
  const strange = ids.find((id) => id >= known)
  if (strange !== undefined)
    throw new Error(`${name} holds the token ${strange}, and the model knows ${known}`)
  return Int32Array.from(ids)
}

interface Work {
  /** Multiplications. */
  readonly products: number
  /** Numbers that are kept until the end. */
  readonly kept: number
}

/** What files from elsewhere ask for is not begun where it would take all memory or hours. */
function spend({ products, kept }: Work, budget: Budget): void {
  budget.left -= products
  if (budget.left < 0 || kept > mostKept)
    throw new Error('the test vectors are too long for the plain reference')
}

function workOf({ layers }: ReferenceNetwork, steps: number): Work {
  const sizes = layers.map(sizeOf)
  return {
    products: steps * sizes.reduce((sum, { products }) => sum + products, 0),
    kept: steps * sizes.reduce((sum, { kept }) => sum + kept, 0),
  }
}

/** For each step. */
function sizeOf(layer: ReferenceLayer): Work {
  switch (layer.type) {
    case 'Embedding':
      return { products: 0, kept: layer.width }
    case 'Recurrent':
      return sizeOfCell(layer.weights)
    case 'Bidirectional': {
      const { products, kept } = sizeOfCell(layer.forward)
      return { products: 2 * products, kept: 3 * kept }
    }
    case 'Dense':
      return { products: layer.weights.kernel.length, kept: 2 * layer.weights.units }
    default:
      return { products: 0, kept: 0 }
  }
}

function sizeOfCell({ kernel, recurrentKernel, units }: CellWeights): Work {
  return { products: kernel.length + recurrentKernel.length, kept: 10 * units }
}

function widestOf({ layers }: ReferenceNetwork): number {
  return layers.reduce(
    (most, layer) => Math.max(most, layer.type === 'Recurrent' ? 4 * layer.weights.units : 0),
    1,
  )
}
