// The sentences at the top of the window: what happened without being asked for.
export interface NoticeAction {
  readonly label: string
  readonly run: () => void
}

export interface NoticeEntry {
  readonly id: number
  readonly tone: 'error' | 'warning' | 'info' | 'success'
  readonly message: string
  /** Further sentences, shown as a list. */
  readonly details?: readonly string[]
  readonly action?: NoticeAction
  /** Notices of one key replace each other. */
  readonly key?: string
}

export class Notices {
  entries: readonly NoticeEntry[] = $state.raw([])
  #next = 1

  /** Shows a notice until it is dismissed or replaced; the same words are not shown twice. */
  add(
    tone: NoticeEntry['tone'],
    message: string,
    more: Pick<NoticeEntry, 'action' | 'key' | 'details'> = {},
  ): number {
    const id = this.#next++
    const others = this.entries.filter(
      (entry) => entry.message !== message && (more.key === undefined || entry.key !== more.key),
    )
    this.entries = [...others, { id, tone, message, ...more }].slice(-4)
    return id
  }

  dismiss(id: number): void {
    this.entries = this.entries.filter((entry) => entry.id !== id)
  }

  clear(key: string): void {
    if (this.entries.some((entry) => entry.key === key))
      this.entries = this.entries.filter((entry) => entry.key !== key)
  }
}
