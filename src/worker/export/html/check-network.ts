// Whether the description of a network fits its weights, so that nothing crafted makes it take memory beyond them.
import {
  layersOf,
  type PageCell,
  type PageDense,
  type PageLayer,
  type PageNetwork,
  type PagePart,
} from './page-schema'

const gates = { SimpleRNN: 1, LSTM: 4, GRU: 3 } as const

/**
 * What does not fit, in a clause; null when all does.
 * @param total numbers that there are
 */
export function findMisfit(network: PageNetwork, total: number): string | null {
  for (const layer of layersOf(network)) {
    const problem = misfitOf(layer, total)
    if (problem) return `${layer.name}: ${problem}`
  }
  if (network.kind === 'network' || !network.attention) return null
  const { query, key, score, combine } = network.attention
  const problem = first([query, key, score, combine].map((one) => one && denseMisfit(one, total)))
  return problem && `the attention: ${problem}`
}

/** The numbers of the widest step that any layer gives, and of an Embedding's row. */
export function widestOf(network: PageNetwork): number {
  const widths = layersOf(network).map((layer) => {
    switch (layer.type) {
      case 'Embedding':
        return layer.width
      case 'Recurrent':
      case 'Dense':
        return layer.weights.units
      case 'Bidirectional':
        return 2 * Math.max(layer.forward.units, layer.backward.units)
      default:
        return 1
    }
  })
  const attention = network.kind === 'network' ? null : network.attention
  return Math.max(...widths, attention?.query.units ?? 1, attention?.combine.units ?? 1)
}

function misfitOf(layer: PageLayer, total: number): string | null {
  switch (layer.type) {
    case 'Embedding': {
      const { embeddings, width } = layer
      const rows = embeddings.count / width
      return (
        outside(embeddings, total) ?? (Number.isInteger(rows) ? null : 'a row of the table is cut')
      )
    }
    case 'Recurrent':
      return cellMisfit(layer.weights, total)
    case 'Bidirectional':
      return cellMisfit(layer.forward, total) ?? cellMisfit(layer.backward, total)
    case 'Dense':
      return denseMisfit(layer.weights, total)
    case 'LayerNormalization':
      return first([layer.gamma, layer.beta].map((one) => one && outside(one, total)))
    default:
      return null
  }
}

function cellMisfit({ cell, units, kernel, recurrentKernel, bias }: PageCell, total: number) {
  const rows = gates[cell] * units
  const fits =
    kernel.count % rows === 0 &&
    recurrentKernel.count === rows * units &&
    (bias === null || bias.count === rows)
  const parts = [kernel, recurrentKernel, bias]
  return first(parts.map((one) => one && outside(one, total))) ?? (fits ? null : uneven(units))
}

function denseMisfit({ units, kernel, bias }: PageDense, total: number): string | null {
  const fits = kernel.count % units === 0 && (bias === null || bias.count === units)
  return (
    first([kernel, bias].map((one) => one && outside(one, total))) ?? (fits ? null : uneven(units))
  )
}

function uneven(units: number): string {
  return `its weights are not those of ${units} units`
}

function outside({ at, count }: PagePart, total: number): string | null {
  return at + count <= total ? null : `its weights end at ${at + count} of ${total} numbers`
}

function first(problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null
}
