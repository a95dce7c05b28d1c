// What the network will see of a text.

export interface ViewedToken {
  /** As the vocabulary has it; of padding `<pad>`. */
  readonly token: string
  readonly id: number
  /** `cut`: beyond the length, so the network does not see it; its id is what it would be. */
  readonly role: 'token' | 'padding' | 'special' | 'unknown' | 'cut'
  /** Of tagging: its tag. */
  readonly tag?: string
}

export interface ViewedSequence {
  /** "Text", "Source" or "Target". */
  readonly title: string
  /** As read, cut to 100,000 characters. */
  readonly text: string
  /** In the order of the input: padding where it stands, and what is cut at its end. At most 5,000. */
  readonly tokens: readonly ViewedToken[]
  readonly counts: {
    readonly tokens: number
    readonly unknown: number
    readonly cut: number
    readonly padding: number
  }
}

export interface TextView {
  /** From 0. */
  readonly row: number
  readonly label: string | null
  readonly sequences: readonly ViewedSequence[]
}
