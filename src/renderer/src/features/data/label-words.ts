// The words for kinds of label and for a text that several columns make.
import type { LabelKind } from '#shared/experiment/data'

export const labelKindOptions: readonly { readonly value: LabelKind; readonly label: string }[] = [
  { value: 'class', label: 'One class' },
  { value: 'labels', label: 'Several labels' },
  { value: 'number', label: 'A number' },
]

export const labelKindHints: Readonly<Record<LabelKind, string>> = {
  class: 'One of some classes, such as positive and negative.',
  labels: 'Any number of some labels, or none.',
  number: 'A number to come close to, such as a price.',
}

/** How a template is written, with the columns that it can name. */
export function templateHint(columns: readonly string[]): string {
  const named = columns.slice(0, 4).map((column) => `{${column}}`)
  const more = columns.length > 4 ? ' and so on' : ''
  return named.length === 0
    ? 'Columns in curly brackets. Empty: the text column alone.'
    : `${named.join(', ')}${more}, with anything between. Empty: the text column alone.`
}

/** What was typed as a template; null for nothing. */
export function templateOf(typed: string): string | null {
  return typed.trim() === '' ? null : typed
}

/** The columns that a template may name: all but the label's. */
export function textColumns(columns: readonly string[], label: string | null): readonly string[] {
  return columns.filter((column) => column !== label)
}
