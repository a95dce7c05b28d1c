// The sentences of the view of states: the layer's name, what is saturated, and where a unit's number stands.
import { formatShare } from '#shared/domain/format'
import type { Axis, InspectedLayer, Inspection } from '#shared/domain/inside/inspection'
import { shownToken } from '../../try/attention-words'
import type { Bounds } from './quantities'
import type { Saturation } from './unit-statistics'

/** `lstm, backward` */
export function layerName({ name, direction }: Pick<InspectedLayer, 'name' | 'direction'>): string {
  return direction === null ? name : `${name}, ${direction}`
}

/** What a layer steps over. */
export function axisOf(
  { source, target }: Pick<Inspection, 'source' | 'target'>,
  { axis }: Pick<InspectedLayer, 'axis'>,
): Axis {
  return axis === 'target' && target ? target : source
}

/** Tokens as an axis shows them. */
export function tokenLabels({ tokens }: Pick<Axis, 'tokens'>): readonly string[] {
  return tokens.map(({ token }) => shownToken(token))
}

/** How much of a quantity is at its ends; empty for one that has none. */
export function saturationWords({ low, high }: Saturation, bounds: Bounds): string {
  if (bounds === null) return ''
  const all = formatShare(low + high)
  return bounds === 'zero-one'
    ? `${all} saturated: ${formatShare(low)} under 0.1, ${formatShare(high)} over 0.9`
    : `${all} saturated: ${formatShare(low)} under -0.9, ${formatShare(high)} over 0.9`
}
