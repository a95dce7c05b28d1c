// A ready experiment, to start from.
import type { ExperimentInput } from '../schema'

export interface Preset {
  /** What the command line and the window call it, e.g. `imdb-lstm`. */
  readonly name: string
  readonly title: string
  /** One line: what it is for. */
  readonly purpose: string
  readonly experiment: ExperimentInput
}
