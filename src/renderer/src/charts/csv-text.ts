// How CSV is written here: RFC 4180, with seven digits of each number, which is what 32-bit numbers hold.

/** Lines of fields that are written as `csvField` and `csvNumber` write them. */
export function csvOf(lines: readonly (readonly string[])[]): string {
  return `${lines.map((fields) => fields.join()).join('\r\n')}\r\n`
}

/** A text; one that a spreadsheet would take for a formula is kept from being one. */
export function csvField(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A number, or nothing where it is missing. */
export function csvNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(7))) : ''
}
