// A token of a written text as it is called where it stands alone.

const visible: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\n': 'line break',
  '\t': 'tab',
  '': 'part of a character',
}

/** The token by name: white space in words, everything else in quotes, with a space before it shown. */
export function tokenName(text: string): string {
  if (text === '<end>') return 'end of the text'
  return visible[text] ?? `“${text.replaceAll('\n', '↵').replaceAll(' ', '␣')}”`
}

/** How much of the tint that marks improbable tokens one gets: 0 for those of one half and more, 1 for one in a thousand. */
export function surprise(probability: number): number {
  const bits = -Math.log2(Math.max(probability, 1e-9))
  return Math.min(1, Math.max(0, (bits - 1) / 9))
}
