// Cuts what a sentence quotes of a file, which may be of any length.

/** The text, or its beginning with an ellipsis; a letter of two halves is not cut apart. */
export function quoted(text: string, most = 300): string {
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`
}
