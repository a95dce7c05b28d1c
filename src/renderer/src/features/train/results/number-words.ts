// Numbers of the data's own unit, for people.

const formats = [0, 1, 2, 3].map(
  (digits) => new Intl.NumberFormat('en', { maximumFractionDigits: digits }),
)

/** With about four digits: 0.123, 12.35, 1,235. A dash for none. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size !== 0 && size < 0.01) return value.toPrecision(2)
  return formats[size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3].format(value)
}
