// A text that is put together from several columns, e.g. "{title}\n{body}".

export interface TextTemplate {
  /** Literal pieces and columns in turn, a literal first and last. */
  readonly pieces: readonly string[]
  readonly columns: readonly string[]
}

/** Columns stand in curly brackets; everything else is kept as it is, brackets without an end too. */
export function parseTemplate(template: string): TextTemplate {
  const pieces = template.split(/\{([^{}]+)\}/)
  const named = pieces.filter((_piece, index) => index % 2 === 1).map((name) => name.trim())
  return { pieces, columns: [...new Set(named)] }
}

/** The text, or undefined when every column is empty: the pieces between them say nothing alone. */
export function fillTemplate(
  { pieces, columns }: TextTemplate,
  cellOf: (column: string) => string,
): string | undefined {
  if (columns.every((column) => cellOf(column).trim() === '')) return undefined
  return pieces.map((piece, index) => (index % 2 === 1 ? cellOf(piece.trim()) : piece)).join('')
}
