// Where on the axis the keys lead to, as in a slider: a little, a tenth of what is shown, the ends.
import type { StepRange } from './decimation'

/**
 * The place that a key leads to, or undefined for a key that does not move.
 * @param far the shift key: ten times as far
 * @param latest the last place that has values
 * @param unit the cursor stands on multiples of it; 0: anywhere
 */
export function cursorAfterKey(
  key: string,
  far: boolean,
  place: number,
  range: StepRange,
  latest: number,
  unit: number,
): number | undefined {
  const whole = (value: number): number => (unit === 0 ? value : Math.round(value / unit) * unit)
  const first = unit === 0 ? Math.max(0, range.min) : Math.max(unit, Math.ceil(range.min))
  const last = Math.min(latest, unit === 0 ? range.max : Math.floor(range.max))
  const span = range.max - range.min
  // About one pixel's worth, so that a key press can be seen.
  const small = Math.max(unit, whole(span / 400)) * (far ? 10 : 1)
  const large = Math.max(unit, whole(span / 10))
  const moves: Record<string, number> = {
    ArrowRight: place + small,
    ArrowUp: place + small,
    ArrowLeft: place - small,
    ArrowDown: place - small,
    PageUp: place + large,
    PageDown: place - large,
    Home: first,
    End: last,
  }
  const next = moves[key]
  return next === undefined ? undefined : Math.max(first, Math.min(last, next))
}
