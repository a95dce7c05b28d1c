// What a person puts together for a race: the experiment it is of, and the variants with what is other in each.
import { cells, type Cell } from '#shared/domain/inside/cells'
import { settingsVariant, type RaceVariant } from '#shared/experiment/race-variant'
import type { LayerSpec } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'
import { cellsOf } from '#shared/experiment/with-cell'
import { failure, success, type Result } from '#shared/protocol/result'

export const fewestVariants = 2
export const mostVariants = 4

export interface VariantSetup {
  readonly key: number
  /** Null: as the experiment has it. */
  cell: Cell | null
  /** Of every recurrent layer; null: as the experiment has them. */
  units: number | null
  /** `path=value`, with commas between. */
  settings: string
}

export class RaceSetup {
  /** Whose experiment the race is of. */
  base: 'draft' | 'run' = $state('draft')
  /** Null: as the experiment has them. */
  epochs: number | null = $state(null)
  variants: VariantSetup[] = $state(
    cells.map((cell, key) => ({ key, cell, units: null, settings: '' })),
  )
  #nextKey = cells.length

  add(): void {
    if (this.variants.length >= mostVariants) return
    const missing = cells.find((cell) => !this.variants.some((one) => one.cell === cell))
    this.variants.push({ key: this.#nextKey++, cell: missing ?? null, units: null, settings: '' })
  }

  remove(key: number): void {
    if (this.variants.length <= fewestVariants) return
    this.variants = this.variants.filter((one) => one.key !== key)
  }
}

/** The experiments of a setup; the first thing that keeps it from racing as a failure. */
export function planRace(
  base: Experiment,
  { epochs, variants }: Pick<RaceSetup, 'epochs' | 'variants'>,
): Result<readonly RaceVariant[]> {
  if (cellsOf(base).length === 0) {
    return failure(
      'experiment-invalid',
      'This experiment has no recurrent layer, so there are no cells to race. Add a SimpleRNN, LSTM or GRU in the Model step.',
    )
  }
  const planned: RaceVariant[] = []
  for (const variant of variants) {
    const name = unusedName(nameOf(base, variant), planned)
    const settings = [
      ...(variant.cell === null ? [] : [`cell=${variant.cell}`]),
      ...(variant.units === null ? [] : unitsSettings(base, variant.units)),
      ...(epochs === null ? [] : [`training.epochs=${epochs}`]),
      ...settingsOf(variant),
    ]
    const made = settingsVariant(base, name, settings)
    if (!made.ok) return made
    planned.push(made.value)
  }
  return success(planned)
}

/** A comma begins another setting only where a path and = follow it, so that lists stay whole. */
function settingsOf({ settings }: VariantSetup): string[] {
  return settings.trim() === '' ? [] : settings.trim().split(/\s*,\s*(?=[A-Za-z][\w.]*=)/)
}

/** For example "GRU", "GRU with 64 units", "GRU with dropout=0.2". */
function nameOf(base: Experiment, variant: VariantSetup): string {
  const cell = variant.cell ?? (cellsOf(base).join(' and ') || 'As it is')
  const others = [
    ...(variant.units === null ? [] : [`${variant.units} units`]),
    ...settingsOf(variant).map(withoutPath),
  ]
  return (others.length === 0 ? cell : `${cell} with ${others.join(' and ')}`).slice(0, 95)
}

/** `model.layers.1.dropout=0.2` -> `dropout=0.2` */
function withoutPath(setting: string): string {
  return setting.slice(setting.lastIndexOf('.', setting.indexOf('=')) + 1)
}

function unusedName(name: string, planned: readonly RaceVariant[]): string {
  const isTaken = (one: string): boolean => planned.some((other) => other.name === one)
  let number = 2
  while (isTaken(number === 2 ? name : `${name} ${number - 1}`)) number++
  return number === 2 ? name : `${name} ${number - 1}`
}

/** Settings that give every recurrent layer so many units. */
export function unitsSettings({ model }: Experiment, units: number): string[] {
  const of = (layers: readonly LayerSpec[], path: string): string[] =>
    layers.flatMap((layer, index) => {
      switch (layer.type) {
        case 'SimpleRNN':
        case 'LSTM':
        case 'GRU':
          return [`${path}.${index}.units=${units}`]
        case 'Bidirectional':
          return [`${path}.${index}.layer.units=${units}`]
        default:
          return []
      }
    })
  const decoder = model.decoder ? of(model.decoder.layers, 'model.decoder.layers') : []
  return [...of(model.layers, 'model.layers'), ...decoder]
}
