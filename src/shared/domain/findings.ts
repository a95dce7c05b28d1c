// What the dataset doctor finds in data, and how each finding can be mended in the experiment file.

export const findingKinds = [
  'duplicates',
  'duplicates-across',
  'near-empty',
  'imbalance',
  'truncation',
  'padding',
  'unknown-tokens',
  'leakage',
  'encoding',
  'wrong-column',
  'few-rows',
] as const
export type FindingKind = (typeof findingKinds)[number]

export interface Finding {
  readonly kind: FindingKind
  /** `problem`: results will be wrong; `warning`: they may be worse than they could be; `note`: good to know. */
  readonly severity: 'problem' | 'warning' | 'note'
  /** In a few words: "Duplicates across the split". */
  readonly title: string
  /** A sentence with the counts. */
  readonly detail: string
  readonly count: number
  /** Of the rows, or of the tokens where the finding is about tokens; 0 to 1. */
  readonly share: number
  /** At most 5, texts cut to 200 characters. */
  readonly examples: readonly { readonly row: number | null; readonly text: string }[]
  /** Settings of the experiment file that mend it, by path; null where only the data can be mended. */
  readonly mend: {
    /** On a button: "Drop duplicates". */
    readonly label: string
    readonly settings: Readonly<Record<string, unknown>>
  } | null
}
