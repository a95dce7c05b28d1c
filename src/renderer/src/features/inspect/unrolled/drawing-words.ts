// What the drawing says in words: the step in focus, a layer's weights, an output, and the table of all of it.
import { formatCount, formatScore, plural } from '#shared/domain/format'
import type {
  Axis,
  Inspection,
  InspectedLayer,
  InspectedOutput,
} from '#shared/domain/inside/inspection'
import { normOf, rowOf, strongestUnit } from './cell-state'
import { layerTitle } from './layer-spec'
import type { WeightCount } from './network-plan'

const visible: Readonly<Record<string, string>> = { ' ': '␣', '\n': '↵', '\t': '⇥', '': '·' }

/** A token where it stands alone: white space shown. */
export function tokenLabel(token: string): string {
  return visible[token] ?? token.replaceAll('\n', '↵').replaceAll(' ', '␣')
}

/** Cut to `most` characters. */
export function shortLabel(label: string, most: number): string {
  const characters = [...label]
  return characters.length <= most ? label : `${characters.slice(0, most - 1).join('')}…`
}

/** The axis that a layer steps over. */
export function axisOf(
  { axis }: Pick<InspectedLayer, 'axis'>,
  { source, target }: Pick<Inspection, 'source' | 'target'>,
): Axis {
  return axis === 'target' && target ? target : source
}

/** "W, U, b: 8,320 numbers, used 42 times". */
export function weightSentence({ names, count, used }: WeightCount): string {
  return `${names}: ${formatCount(count)} numbers, used ${plural(used, 'time')}`
}

/** "Step 7 of 42, “good”: norm of h 1.21, strongest unit 13 (0.92)". */
export function stepSentence(layer: InspectedLayer, token: number, axis: Axis): string {
  const hidden = rowOf(layer.hidden, token)
  const { unit, value } = strongestUnit(hidden)
  const name = tokenLabel(axis.tokens[token]?.token ?? '')
  return `${layerTitle(layer)}, step ${formatCount(token + 1)} of ${formatCount(axis.tokens.length)}, “${name}”: norm of h ${formatScore(normOf(hidden))}, strongest unit ${unit} (${formatScore(value)})`
}

/** "positive 0.94"; of a number the number alone. */
export function outputText({ top }: Pick<InspectedOutput, 'top'>): string {
  const first = top.at(0)
  if (!first) return ''
  const label = tokenLabel(first.label)
  return first.probability === null ? label : `${label} ${formatScore(first.probability, 2)}`
}

/** The output said after a token, if one is. */
export function outputAt(
  outputs: readonly InspectedOutput[],
  axis: 'source' | 'target',
  token: number,
): InspectedOutput | null {
  return outputs.find((output) => output.axis === axis && output.at === token) ?? null
}
