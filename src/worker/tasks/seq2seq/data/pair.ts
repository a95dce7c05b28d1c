// A text and what is to be written for it.

export interface Pair {
  readonly source: string
  readonly target: string
}
