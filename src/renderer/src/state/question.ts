// A question that is asked before something is done that cannot be undone here.
export interface Question {
  readonly title: string
  readonly message: string
  /** What the button that does it says. */
  readonly action: string
  readonly isDangerous?: boolean
  readonly run: () => void
}
