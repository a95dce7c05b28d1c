// How a person looks at the list of runs: what is searched, filtered and sorted, unfolded, renamed or tagged.
import { searchRuns } from '#shared/domain/run-search'
import { SvelteSet } from 'svelte/reactivity'
import type { RunListItem } from '#shared/domain/run'
import type { Runs } from '../../state/runs.svelte'
import {
  filterRuns,
  foldGroups,
  sortRuns,
  tagsOf,
  type ListLine,
  type RunFilter,
  type Sorting,
} from './run-filter'

const all: RunFilter = { state: null, isStarred: false, tag: null }

export class RunsLook {
  search: string = $state('')
  filter: RunFilter = $state.raw(all)
  sorting: Sorting = $state('newest')
  /** The run whose name is being written. */
  renamingId: string | null = $state(null)
  /** The run whose tags are being written. */
  taggingId: string | null = $state(null)
  /** Sweeps that show their runs. */
  readonly unfolded = new SvelteSet<string>()

  readonly #runs: Runs
  readonly found: readonly RunListItem[] = $derived.by(() =>
    sortRuns(filterRuns(searchRuns(this.#runs.list, this.search), this.filter), this.sorting),
  )
  readonly lines: readonly ListLine[] = $derived(foldGroups(this.found, this.unfolded))
  readonly tags: readonly string[] = $derived.by(() => tagsOf(this.#runs.list))
  readonly isFiltered: boolean = $derived(
    this.filter.state !== null || this.filter.isStarred || this.filter.tag !== null,
  )

  constructor(runs: Runs) {
    this.#runs = runs
  }

  toggle(groupId: string): void {
    if (!this.unfolded.delete(groupId)) this.unfolded.add(groupId)
  }

  /** Shows every run again. */
  showAll(): void {
    this.search = ''
    this.filter = all
  }
}
