// Which runs are looked at: one in focus, others laid over it on the charts.
import type { Failure } from '#shared/protocol/result'
import { reportKey, type DataState } from './data.svelte'
import type { Desk } from './desk.svelte'
import type { RunView } from './run-view.svelte'
import type { Runs } from './runs.svelte'

export interface FocusOptions {
  readonly runs: Runs
  readonly desk: Desk
  readonly data: DataState
  showFailure(failure: Failure): void
  /** A run is about to be in focus while only the draft was looked at. */
  onLeavingDraft(): void
}

export class Focus {
  readonly #options: FocusOptions
  #openingId: string | null = null

  constructor(options: FocusOptions) {
    this.#options = options
  }

  /** Reads a run and shows it, unless another one was asked for meanwhile; whether it did. */
  async open(id: string): Promise<boolean> {
    const { runs, desk, showFailure, onLeavingDraft } = this.#options
    this.#openingId = id
    const answer = await runs.open(id)
    if (this.#openingId !== id) return false
    this.#openingId = null
    if (!answer.ok) {
      showFailure(answer)
      return false
    }
    desk.setAside()
    if (desk.selected === null) onLeavingDraft()
    this.show(answer.value)
    return true
  }

  /** Puts a run in focus, with its experiment as what is edited. */
  show(view: RunView): void {
    const { desk, data } = this.#options
    desk.select(view)
    const { experiment, report, baselines } = view
    if (report)
      data.adopt({
        key: reportKey(experiment),
        ...{ task: experiment.task, data: experiment.data },
        ...{ report, baselines, findings: null },
      })
  }

  /** Ticks or unticks a run to be drawn over the one in focus. */
  async setOverlaid(id: string, isOverlaid: boolean): Promise<void> {
    const { runs, desk, showFailure } = this.#options
    if (!isOverlaid) {
      runs.overlaidIds.delete(id)
      return
    }
    const answer = await runs.open(id)
    if (!answer.ok) return showFailure(answer)
    if (answer.value !== desk.selected) runs.giveHue(answer.value, desk.selected)
    runs.overlaidIds.add(id)
  }

  /** The hue of a run that is on the charts, or null. */
  colorOf(id: string): number | null {
    const { runs, desk } = this.#options
    const isDrawn = desk.selected?.id === id || runs.overlaidIds.has(id)
    return isDrawn ? (runs.view(id)?.colorIndex ?? null) : null
  }
}
