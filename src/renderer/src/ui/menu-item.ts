// An entry of a menu.
export interface MenuItem {
  readonly label: string
  readonly shortcut?: string
  readonly disabled?: boolean
  /** Ticked or not; undefined for an action. */
  readonly checked?: boolean
  readonly isDangerous?: boolean
  readonly run: () => void
}
