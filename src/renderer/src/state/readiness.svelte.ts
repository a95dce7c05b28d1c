// Whether the draft can be trained: what is known of its data, and what has to be mended first.
import type { Problem } from '#shared/protocol/result'
import type { DataState } from './data.svelte'
import type { Desk } from './desk.svelte'
import type { RunView } from './run-view.svelte'

export class Readiness {
  readonly #desk: Desk
  readonly #data: DataState

  /** The report on the draft's data: of the run, or read for the draft; null while there is none. */
  readonly report: Pick<RunView, 'report' | 'baselines'> | null = $derived.by(() =>
    this.#currentReport(),
  )
  /** What has to be mended before Train works, the data first. */
  readonly problems: readonly Problem[] = $derived.by(() => [
    ...this.#dataProblems(),
    ...this.#desk.draft.problems,
  ])
  readonly problem: Problem | null = $derived(this.problems[0] ?? null)
  /** The draft's data is being read, so that nothing is known of it yet. */
  readonly isReadingData: boolean = $derived.by(
    () =>
      this.problem === null &&
      !this.#data.knows(this.#desk.draft.experiment) &&
      !this.#data.isStopped,
  )

  constructor(desk: Desk, data: DataState) {
    this.#desk = desk
    this.#data = data
  }

  #currentReport(): Pick<RunView, 'report' | 'baselines'> | null {
    const { selected, draft } = this.#desk
    if (selected?.report && !draft.isChanged) return selected
    const { task, data } = draft.experiment
    const { entry } = this.#data
    const isOnIt =
      entry?.task === task &&
      entry.data.path === data.path &&
      entry.data.generator?.type === data.generator?.type
    // What was known of a file that cannot be read as it is now would mislead.
    return isOnIt && !this.#data.failureOn(data.path) ? entry : null
  }

  #dataProblems(): readonly Problem[] {
    const failure = this.#data.failureOn(this.#desk.draft.experiment.data.path)
    return failure ? [{ path: 'data.path', message: failure.message }] : []
  }
}
