// Which step the keys lead to, as in a slider: single steps, a tenth of what is shown, the ends.
import type { StepRange } from './decimation'

/**
 * The step that a key leads to, or undefined for a key that does not move.
 * @param far the shift key: ten times as far
 * @param latest the last step there is
 */
export function cursorAfterKey(
  key: string,
  far: boolean,
  step: number,
  range: StepRange,
  latest: number,
): number | undefined {
  const first = Math.max(1, Math.ceil(range.min))
  const last = Math.min(latest, Math.floor(range.max))
  // About one pixel's worth, so that a key press can be seen.
  const small = Math.max(1, Math.round((range.max - range.min) / 400)) * (far ? 10 : 1)
  const large = Math.max(1, Math.round((range.max - range.min) / 10))
  const moves: Record<string, number> = {
    ArrowRight: step + small,
    ArrowUp: step + small,
    ArrowLeft: step - small,
    ArrowDown: step - small,
    PageUp: step + large,
    PageDown: step - large,
    Home: first,
    End: last,
  }
  const next = moves[key]
  return next === undefined ? undefined : Math.max(first, Math.min(last, next))
}
