// How a sweep is looked at: filters on its axes and the run under the pointer, the same in the plot and the table.
import { SvelteMap } from 'svelte/reactivity'

export class SweepLook {
  /** By the key of an axis: the part that runs have to lie in, from 0 to 1. */
  readonly filters = new SvelteMap<string, { readonly min: number; readonly max: number }>()
  /** The run that is named and stands out. */
  hovered = $state.raw<string | null>(null)

  /** Filters by what lies between two positions, in either order; next to nothing clears the filter. */
  filter(key: string, from: number, to: number): void {
    const min = Math.max(0, Math.min(from, to))
    const max = Math.min(1, Math.max(from, to))
    if (max - min < 0.015 || (min === 0 && max === 1)) this.filters.delete(key)
    else this.filters.set(key, { min, max })
  }

  /** Moves the lower end of a filter up, or the upper end down, by a twentieth; true when the key does that. */
  filterByKey(key: string, pressed: string): boolean {
    const { min, max } = this.filters.get(key) ?? { min: 0, max: 1 }
    if (pressed === 'ArrowUp') this.filter(key, Math.min(min + 0.05, max - 0.02), max)
    else if (pressed === 'ArrowDown') this.filter(key, min, Math.max(max - 0.05, min + 0.02))
    else if (pressed === 'Escape' && this.filters.has(key)) this.filters.delete(key)
    else return false
    return true
  }
}
