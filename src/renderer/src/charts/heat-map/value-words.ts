// The numbers of a heat map as people read them, and as the words that say where they stand.

/** Three digits after the point; very small and very large numbers with a power of ten. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'missing'
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : 'minus infinite'
  const magnitude = Math.abs(value)
  if (magnitude !== 0 && (magnitude < 0.001 || magnitude >= 1e5)) return value.toExponential(2)
  return value.toFixed(magnitude >= 100 ? 1 : 3)
}

/** For a scale's end: no more digits than it takes. */
export function formatEnd(value: number): string {
  if (value === 0) return '0'
  const magnitude = Math.abs(value)
  return magnitude < 0.001 || magnitude >= 1e5
    ? value.toExponential(1)
    : String(Number(value.toPrecision(3)))
}
