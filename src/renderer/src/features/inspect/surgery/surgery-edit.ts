// Changes to a surgery: each gate of a layer, unit and token has one state, the last one chosen.
import type { GateName, LayerPlace } from '#shared/domain/inside/cells'
import type { Operation, Surgery } from '#shared/domain/inside/surgery'

function isAt(operation: Operation, { layer, direction }: LayerPlace): boolean {
  return (
    operation.type !== 'silence-token' &&
    operation.layer === layer &&
    operation.direction === direction
  )
}

function isClampOf(operation: Operation, place: LayerPlace, gate: GateName): boolean {
  const isWhole = operation.type === 'clamp-gate' && operation.units === null
  return isWhole && operation.gate === gate && isAt(operation, place)
}

/** What a gate is held at in all units; null: it is free. */
export function gateValue(surgery: Surgery, place: LayerPlace, gate: GateName): number | null {
  const found = surgery.findLast((operation) => isClampOf(operation, place, gate))
  return found?.type === 'clamp-gate' ? found.value : null
}

/** Holds a gate at a value in all units, or frees it. */
export function withGate(
  surgery: Surgery,
  place: LayerPlace,
  gate: GateName,
  value: number | null,
): Surgery {
  const others = surgery.filter((operation) => !isClampOf(operation, place, gate))
  if (value === null) return others
  const { layer, direction } = place
  return [...others, { type: 'clamp-gate', layer, direction, gate, units: null, value }]
}

/** Multiplies a unit's state, in place of what was chosen for it before; null: as it is. */
export function withUnit(
  surgery: Surgery,
  place: LayerPlace,
  unit: number,
  factor: number | null,
): Surgery {
  const isThis = (operation: Operation): boolean =>
    operation.type === 'scale-unit' && operation.unit === unit && isAt(operation, place)
  if (factor === null) return surgery.filter((operation) => !isThis(operation))
  const { layer, direction } = place
  const next: Operation = { type: 'scale-unit', layer, direction, unit, factor }
  return surgery.some(isThis)
    ? surgery.map((operation) => (isThis(operation) ? next : operation))
    : [...surgery, next]
}

export function isSilenced(surgery: Surgery, token: number): boolean {
  return surgery.some((one) => one.type === 'silence-token' && one.token === token)
}

export function withToken(surgery: Surgery, token: number, isSilent: boolean): Surgery {
  const others = surgery.filter((one) => one.type !== 'silence-token' || one.token !== token)
  return isSilent ? [...others, { type: 'silence-token', token }] : others
}

/** Without operations on tokens that the text does not have. */
export function fittingText(surgery: Surgery, tokens: number): Surgery {
  return surgery.filter((one) => one.type !== 'silence-token' || one.token < tokens)
}
