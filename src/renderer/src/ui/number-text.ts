// How a number input reads what is typed, apart from the component so that it can be tested.

/** The number that a text stands for; null for an empty text where that is allowed; NaN for anything else. */
export function readNumber(text: string, nullable: boolean): number | null {
  const trimmed = text.trim().replace(/(?<=\d)[\s,_](?=\d{3}(?!\d))/g, '')
  if (trimmed === '') return nullable ? null : Number.NaN
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : Number.NaN
}

/** The text of a number as a person would type it; empty for null and NaN. */
export function showNumber(value: number | null): string {
  return value === null || Number.isNaN(value) ? '' : String(value)
}

/** Whether two values are the same to a person: NaN is itself. */
export function sameNumber(a: number | null, b: number | null): boolean {
  return Object.is(a, b) || a === b
}
