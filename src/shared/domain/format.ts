// Numbers and times as people read them, the same in the window, the terminal and the sentences.

/** 328353 -> "328,353". */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** 0.8814 -> "0.881"; the loss of a run that diverges -> "1.14e+21". */
export function formatScore(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return 'not a number'
  return Math.abs(value) < 1e6 ? value.toFixed(digits) : value.toExponential(2)
}

/** A small difference: 3.61e-7 -> "3.6e-7". */
export function formatDifference(value: number): string {
  return value === 0 || !Number.isFinite(value) ? String(value) : value.toExponential(1)
}

/** 0.125 -> "12.5 %". */
export function formatShare(value: number): string {
  const percent = value * 100
  return `${percent >= 10 || percent === 0 ? percent.toFixed(0) : percent.toFixed(1)} %`
}

/** Seconds -> "1 min 12 s", "2 h 5 min", "0.4 s". */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return 'unknown'
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** Bytes -> "1.3 MB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`
}

/** [null, 500, 32] -> "(None, 500, 32)", as Keras writes it. */
export function formatShape(shape: readonly (number | null)[]): string {
  const sizes = shape.map((size) => (size === null ? 'None' : String(size)))
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`
}

/** 1 -> "1 row", 2 -> "2 rows". */
export function plural(count: number, singular: string, many = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : many}`
}
