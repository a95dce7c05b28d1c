// From a list of operations to what one cell does otherwise.
import type { GateName, LayerPlace } from '../inside/cells'
import type { Surgery } from '../inside/surgery'
import type { ForwardOptions, Interventions } from './types'

/**
 * What the operations on a layer come to: of two clamps of a unit the later one counts, scalings are multiplied.
 * @returns undefined where the layer is left as it is
 */
export function interventionsFor(
  { surgery = [], nudge }: ForwardOptions,
  { layer, direction }: LayerPlace,
  units: number,
): Interventions | undefined {
  const isHere = (place: LayerPlace) => place.layer === layer && place.direction === direction
  const clamped: Partial<Record<GateName, Float64Array>> = {}
  let scaled: Float64Array | null = null
  let isTouched = false
  for (const operation of surgery) {
    if (operation.type === 'silence-token' || !isHere(operation)) continue
    isTouched = true
    if (operation.type === 'scale-unit') {
      scaled ??= new Float64Array(units).fill(1)
      scaled[operation.unit] *= operation.factor
      continue
    }
    const values = (clamped[operation.gate] ??= new Float64Array(units).fill(NaN))
    if (operation.units === null) values.fill(operation.value)
    else for (const unit of operation.units) values[unit] = operation.value
  }
  if (nudge && isHere(nudge)) return { clamped, scaled, nudge }
  return isTouched ? { clamped, scaled } : undefined
}

/** The steps whose vectors are zeros. */
export function silencedSteps(surgery: Surgery): number[] {
  return surgery.flatMap((operation) =>
    operation.type === 'silence-token' ? [operation.token] : [],
  )
}
