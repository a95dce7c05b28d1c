// What `unroll race` lets race: the experiment that FILE names, with other cells and other settings of its model.
import { cells, type Cell } from '#shared/domain/inside/cells'
import { cellVariants, settingsVariant, type RaceVariant } from '#shared/experiment/race-variant'
import type { Experiment } from '#shared/experiment/schema'
import { cellsOf } from '#shared/experiment/with-cell'
import { failure, success, type Result } from '#shared/protocol/result'

export interface VariantArguments {
  /** Names with commas between; undefined: none were asked for. */
  readonly cells?: string
  /** Each `name:path=value,path=value`. */
  readonly variant: readonly string[]
}

const allCells: readonly Cell[] = ['SimpleRNN', 'GRU', 'LSTM']
const fewest = 2
const most = 4

/** The cells, then the variants; a single variant races with the experiment as it is. */
export function variantsOf(
  experiment: Experiment,
  { cells: named, variant: written }: VariantArguments,
): Result<readonly RaceVariant[]> {
  const wanted = named === undefined ? (written.length === 0 ? allCells : []) : cellsIn(named)
  if (wanted === null) {
    return failure(
      'experiment-invalid',
      `--cells ${named ?? ''}: write some of ${cells.join(', ')} with commas between.`,
    )
  }
  const ofCells = wanted.length === 0 ? success([]) : cellVariants(experiment, wanted)
  if (!ofCells.ok) return ofCells
  const variants = [...ofCells.value]
  if (variants.length === 0 && written.length === 1) variants.push(asItIs(experiment))
  for (const text of written) {
    const variant = readVariant(experiment, text)
    if (!variant.ok) return variant
    variants.push(variant.value)
  }
  if (variants.length >= fewest && variants.length <= most) return success(variants)
  return failure(
    'experiment-invalid',
    `A race is of ${fewest} to ${most} variants; --cells and --variant name ${variants.length}.`,
  )
}

/** Null when a name is none of a cell. */
function cellsIn(text: string): readonly Cell[] | null {
  const found: Cell[] = []
  for (const name of text.split(',')) {
    const cell = cells.find((one) => one.toLowerCase() === name.trim().toLowerCase())
    if (!cell) return null
    found.push(cell)
  }
  return found
}

function asItIs(experiment: Experiment): RaceVariant {
  return { name: cellsOf(experiment).join(' and ') || 'As it is', experiment }
}

function readVariant(experiment: Experiment, text: string): Result<RaceVariant> {
  const colon = text.indexOf(':')
  const settings = text.slice(colon + 1)
  if (colon < 1 || settings === '') {
    return failure(
      'experiment-invalid',
      `--variant ${text}: write it as name:path=value, for example "wide:model.layers.1.units=64", or "name:cell=GRU".`,
    )
  }
  // A comma begins another setting only where a path and = follow it, so that lists stay whole.
  return settingsVariant(experiment, text.slice(0, colon), settings.split(/,(?=[A-Za-z][\w.]*=)/))
}
