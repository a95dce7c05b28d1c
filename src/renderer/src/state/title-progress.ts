// Tells the window host the title and the share done: at once when training begins or ends, else four times a second.
import type { DesktopApi } from '#shared/protocol/desktop-api'

const pause = 250

export class TitleProgress {
  readonly #send: DesktopApi['setProgress']
  #sent: { readonly title: string; readonly share: number | null } | null = null
  #sentAt = -Infinity
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(send: DesktopApi['setProgress']) {
    this.#send = send
  }

  /** Takes what to show; the last of many in quick succession is always told. */
  show(title: string, share: number | null): void {
    clearTimeout(this.#timer)
    const sent = this.#sent
    if (sent?.title === title && sent.share === share) return
    const isTurn = sent === null || (sent.share === null) !== (share === null)
    const wait = isTurn ? 0 : this.#sentAt + pause - performance.now()
    if (wait <= 0) this.#deliver(title, share)
    else this.#timer = setTimeout(() => this.#deliver(title, share), wait)
  }

  #deliver(title: string, share: number | null): void {
    this.#sent = { title, share }
    this.#sentAt = performance.now()
    this.#send(title, share)
  }
}
