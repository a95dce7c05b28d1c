// Numbers and tokens as people read them; as in the lab.

/** 0.8814 -> "0.881" */
export function score(value, digits = 3) {
  if (!Number.isFinite(value)) return 'not a number'
  return Math.abs(value) < 1e6 ? value.toFixed(digits) : value.toExponential(2)
}

/** A number in the unit of the data: 1615.4721 -> "1,615.5" */
export function amount(value) {
  if (!Number.isFinite(value)) return 'not a number'
  return value.toLocaleString('en-US', { maximumSignificantDigits: 5 })
}

/** All digits that a 32-bit number has, for whoever points at one. */
export function exact(value) {
  return String(Number(value.toPrecision(8)))
}

/** 1 -> "1 word", 1200 -> "1,200 words" */
export function plural(count, singular) {
  return `${count.toLocaleString('en-US')} ${singular}${count === 1 ? '' : 's'}`
}

const visible = new Map([
  [' ', 'space'],
  ['\n', 'line break'],
  ['\t', 'tab'],
  ['', 'part of a character'],
  ['<end>', 'end of the text'],
])

/** A token by name: white space in words, everything else in quotes, with a space before it shown. */
export function tokenName(text) {
  return visible.get(text) ?? `“${text.replaceAll('\n', '↵').replaceAll(' ', '␣')}”`
}

const marks = new Map([
  [' ', '␣'],
  ['\n', '↵'],
  ['\t', '⇥'],
  ['', '·'],
])

/** A token where it stands alone: white space shown. */
export function shownToken(token) {
  return marks.get(token) ?? token.replaceAll('\n', '↵').replaceAll(' ', '␣')
}

/** How much of the tint that marks improbable tokens one gets: 0 for those of one half and more, 1 for one in a thousand. */
export function surprise(probability) {
  const bits = -Math.log2(Math.max(probability, 1e-9))
  return Math.min(1, Math.max(0, (bits - 1) / 9))
}
