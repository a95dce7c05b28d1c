// The usual time of a training step.

/** Mean milliseconds of the last `recent` steps, those without a time left out; null for none. */
export function stepMilliseconds(
  milliseconds: Float32Array,
  count: number,
  recent: number,
): number | null {
  let sum = 0
  let known = 0
  for (let index = Math.max(0, count - recent); index < count; index++) {
    const value = milliseconds[index]
    if (!(value > 0)) continue
    sum += value
    known++
  }
  return known === 0 ? null : sum / known
}
