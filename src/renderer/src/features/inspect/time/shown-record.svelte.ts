// The record that shows and the last one, fetched as the slider moves: the newest wish wins, and what showed before stays meanwhile.
import type { TimelineRecord } from '#shared/domain/inside/timeline'
import type { Failure } from '#shared/protocol/result'
import type { RunTimeline } from '../../../state/timeline.svelte'

export class ShownRecord {
  record: TimelineRecord | null = $state.raw(null)
  failure: Failure | null = $state.raw(null)
  #wish = 0

  /** Shows the record of a step once it is there; null: none. */
  async show(timeline: RunTimeline, step: number | null): Promise<void> {
    const wish = ++this.#wish
    if (step === null) {
      this.record = null
      return
    }
    const answer = await timeline.record(step)
    if (wish !== this.#wish) return
    this.failure = answer.ok ? null : answer
    if (answer.ok) this.record = answer.value
  }
}
