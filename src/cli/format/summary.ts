// The layer table for people.
import { formatCount, formatShape } from '#shared/domain/format'
import type { ModelSummary } from '#shared/domain/model-summary'
import { formatTable } from './table'

/** Name, type, output shape and parameters of each layer with the formula, then the totals. */
export function formatSummary(summary: ModelSummary): string {
  const hasParts = summary.layers.some((layer) => layer.part)
  // Only the table of a run that trains knows.
  const hasKernels = summary.layers.some((layer) => layer.kernels)
  const table = formatTable(
    [
      ...(hasParts ? [{ title: 'Part' }] : []),
      { title: 'Layer' },
      { title: 'Type' },
      { title: 'Output shape' },
      { title: 'Parameters', align: 'right' },
      { title: 'Formula' },
      ...(hasKernels ? [{ title: 'Runs on' }] : []),
    ],
    summary.layers.map((layer) => [
      ...(hasParts ? [layer.part ?? ''] : []),
      layer.name,
      layer.type,
      formatShape(layer.outputShape),
      formatCount(layer.count),
      layer.filled,
      ...(hasKernels ? [layer.kernels ?? ''] : []),
    ]),
  )
  return [
    table,
    `Total parameters: ${formatCount(summary.total)}`,
    `Trainable: ${formatCount(summary.trainable)}, not trainable: ${formatCount(summary.nonTrainable)}`,
  ].join('\n')
}

/** The same for programs. */
export function summaryJson(summary: ModelSummary): object {
  return {
    type: 'summary',
    inputShape: summary.inputShape,
    layers: summary.layers.map(({ name, type, outputShape, count, ...formulas }) => ({
      name,
      type,
      outputShape,
      parameters: count,
      ...formulas,
    })),
    total: summary.total,
    trainable: summary.trainable,
    nonTrainable: summary.nonTrainable,
  }
}
