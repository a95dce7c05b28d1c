// Variants of a race as a person writes them: a cell, or settings of the model.
import { cells, type Cell } from '../domain/inside/cells'
import { failure, success, type Result } from '../protocol/result'
import { parseExperiment } from './parse'
import type { Experiment } from './schema'
import { applySettings } from './settings'
import { cellsOf, nameWith, withCell } from './with-cell'

export interface RaceVariant {
  readonly name: string
  readonly experiment: Experiment
}

/** The experiment with each of these cells; refused where it has no recurrent layer. */
export function cellVariants(
  experiment: Experiment,
  wanted: readonly Cell[],
): Result<readonly RaceVariant[]> {
  if (cellsOf(experiment).length === 0) {
    return failure(
      'experiment-invalid',
      `"${experiment.name}" has no recurrent layer whose cell could be exchanged. Choose an experiment with a SimpleRNN, LSTM or GRU.`,
    )
  }
  return success(wanted.map((cell) => ({ name: cell, experiment: withCell(experiment, cell) })))
}

/**
 * The experiment with `path=value` settings applied, such as `model.layers.1.units=64`; `cell=GRU` exchanges the cell of
 * every recurrent layer first.
 */
export function settingsVariant(
  experiment: Experiment,
  name: string,
  settings: readonly string[],
): Result<RaceVariant> {
  const origin = `The variant "${name}"`
  const cellSettings = settings.filter((setting) => setting.startsWith('cell='))
  let changed = experiment
  for (const setting of cellSettings) {
    const value = setting.slice('cell='.length)
    const cell = cells.find((one) => one === value)
    if (!cell) {
      return failure(
        'experiment-invalid',
        `${origin}: ${setting} names no cell. Write one of ${cells.join(', ')}.`,
      )
    }
    changed = withCell(changed, cell)
  }
  const others = settings.filter((setting) => !cellSettings.includes(setting))
  const applied = applySettings(changed, others)
  if (!applied.ok) return { ...applied, message: `${origin}: ${applied.message}` }
  const parsed = parseExperiment(applied.value, origin)
  if (!parsed.ok) return parsed
  return success({
    name,
    experiment: { ...parsed.value, name: nameWith(experiment.name, name) },
  })
}
