// Training on from a run: the experiment that begins with its weights, and how a run is named by what an experiment says of it.
import type { RunListItem } from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'
import { startingFrom } from '#shared/experiment/start-from'
import type { Problem } from '#shared/protocol/result'
import { freshData } from './draft-changes.svelte'
import { baseName } from './first-experiment'

/** A run to start from. */
export interface Start {
  /** Absolute path, as the run that starts from it keeps it. */
  readonly folder: string
  /** Of the run; of a new experiment that begins with it, that one's. */
  readonly name: string
  readonly experiment: Experiment
}

/** A new experiment with a run's layers, text options and training; its data are still to be chosen, unless the lab makes them. */
export function continuedFrom({ folder, name, experiment }: Start): Experiment {
  const copy = withoutData(structuredClone(experiment))
  return { ...copy, name, training: { ...copy.training, startFrom: folder } }
}

/** An experiment whose data are still to be chosen, unless the lab makes them. */
export function withoutData(experiment: Experiment): Experiment {
  const { data } = experiment
  const other = { path: '', morePaths: [], text: null, label: null, ...freshData }
  return { ...experiment, data: data.generator ? data : { ...data, ...other } }
}

/** The run that an experiment starts from, by its id or its folder; undefined when it is not in the store. */
export function startRun(
  runs: readonly RunListItem[],
  startFrom: string | null,
): RunListItem | undefined {
  return startFrom === null
    ? undefined
    : runs.find(({ id, folder }) => id === startFrom || folder === startFrom)
}

/** What keeps an experiment from starting with the weights of its run; undefined when nothing does, or that run is not known. */
export function findStartProblem(
  experiment: Experiment,
  start: Pick<Start, 'name' | 'experiment'> | null,
): Problem | undefined {
  const fitting = start && startingFrom(experiment, start.experiment, start.name)
  return fitting && !fitting.ok ? fitting.problems?.[0] : undefined
}

/** "Sample reviews, LSTM"; of a folder elsewhere its name. Null when nothing is started from. */
export function startName(
  runs: readonly RunListItem[],
  { training: { startFrom } }: Pick<Experiment, 'training'>,
): string | null {
  return startFrom && (startRun(runs, startFrom)?.name ?? baseName(startFrom))
}
