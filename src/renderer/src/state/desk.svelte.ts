// What lies open: the draft that is edited, the run that is looked at, and the draft set aside for it.
import type { Experiment } from '#shared/experiment/schema'
import type { Draft, Origin } from './draft.svelte'
import type { Notices } from './notices.svelte'
import type { RunView } from './run-view.svelte'
import type { Runs } from './runs.svelte'
import { isSameExperiment } from './same-experiment'
import { continuedFrom } from './start-from'

interface Stash {
  readonly experiment: Experiment
  readonly origin: Origin | null
}

export class Desk {
  /** The run that is looked at; null while only the draft is. */
  selected: RunView | null = $state.raw(null)
  /** The draft that was set aside to look at a run. */
  stash: Stash | null = $state.raw(null)

  readonly draft: Draft
  readonly #runs: Runs
  readonly #notices: Notices

  /** What is edited is no run's experiment as it stands. */
  readonly isEditing: boolean = $derived.by(() => this.selected === null || this.draft.isChanged)
  /** The run whose experiment the draft was taken from and then changed; Train makes a new run. */
  readonly derivedFrom: Origin | null = $derived.by(() =>
    this.draft.isChanged ? this.draft.origin : null,
  )

  constructor(draft: Draft, runs: Runs, notices: Notices) {
    this.draft = draft
    this.#runs = runs
    this.#notices = notices
  }

  /** Shows a run and takes its experiment as what is edited. */
  select(view: RunView): void {
    this.#runs.giveHue(view, null)
    this.selected = view
    this.draft.load(editedOf(view), { id: view.id, name: view.record.name })
  }

  /** Keeps the draft, when it is one, before a run takes its place. */
  setAside(): void {
    if (!this.isEditing) return
    const earlier = this.stash
    const experiment = this.draft.snapshot()
    this.stash = { experiment, origin: this.derivedFrom }
    if (earlier && !isSameExperiment(earlier.experiment, experiment)) this.#offerBack(earlier)
  }

  /** The draft that was set aside trains now, so it is a run. */
  dropStash(experiment: Experiment): void {
    if (this.stash && isSameExperiment(this.stash.experiment, experiment)) this.stash = null
  }

  /** Goes back from a run to the draft that was set aside. */
  openDraft(): void {
    if (this.stash) this.#bringBack(this.stash)
  }

  /** Puts another experiment in the draft's place; one with edits can be brought back from the notice. */
  replaceDraft(experiment: Experiment): void {
    const earlier = this.isEditing
      ? { experiment: this.draft.snapshot(), origin: this.draft.origin }
      : this.stash
    // One that was set aside is not in sight, so it is never replaced silently.
    if (earlier && (!this.isEditing || this.draft.canUndo)) this.#offerBack(earlier)
    this.#bringBack({ experiment, origin: null })
  }

  /** Runs are gone; one that was looked at leaves its experiment as a draft, or makes room for the one set aside. */
  forget(ids: readonly string[]): void {
    if (this.draft.origin && ids.includes(this.draft.origin.id)) this.draft.markAs(null)
    if (!this.selected || !ids.includes(this.selected.id)) return
    if (this.stash) this.#bringBack(this.stash)
    else this.selected = null
  }

  /** The draft, also while a run is looked at. */
  draftToKeep(): Experiment {
    return this.isEditing || !this.stash ? this.draft.snapshot() : this.stash.experiment
  }

  #bringBack({ experiment, origin }: Stash): void {
    this.selected = null
    this.stash = null
    this.draft.load(experiment, origin)
  }

  #offerBack(earlier: Stash): void {
    const run = (): void => {
      this.#bringBack(earlier)
      this.#notices.clear('draft')
    }
    this.#notices.add('info', `The draft ${earlier.experiment.name} was replaced.`, {
      key: 'draft',
      action: { label: 'Bring it back', run },
    })
  }
}

/** What is edited while a run is looked at: of a model from elsewhere an experiment that trains it on, with data still to be chosen. */
function editedOf({ folder, experiment, isImported }: RunView): Experiment {
  return isImported ? continuedFrom({ folder, name: experiment.name, experiment }) : experiment
}
