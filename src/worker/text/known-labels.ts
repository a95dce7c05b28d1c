// Turns label cells into the integers of a model that exists: its classes, combinations of its labels, or numbers.
import type { DataOptions } from '#shared/experiment/data'
import { createLabelReader, splitLabels, type ReadLabel } from './label-reader'
import type { Scale, Targets } from './targets'

export interface KnownLabels {
  /** What the integers are; complete once all rows are read. */
  readonly targets: Targets
  /** An integer for the row, the label that the model does not know, or why the row cannot be used. */
  read(cell: string, column: string): ReadLabel | { readonly unknown: string }
  /** The labels in a cell as they are written. */
  namesIn(cell: string): readonly string[]
}

interface KnownInput {
  readonly data: Pick<DataOptions, 'labelKind' | 'labelSeparator'>
  readonly labels: readonly string[]
  readonly scale: Scale | null
}

export function createKnownLabels({ data, labels, scale }: KnownInput): KnownLabels {
  const ids = new Map(labels.map((label, id) => [label, id]))
  if (scale !== null) {
    const { read, namesIn } = createLabelReader({ ...data, labelKind: 'number' })
    return { targets: { kind: 'number', scale }, read, namesIn }
  }
  return data.labelKind === 'labels'
    ? new KnownSets(ids, data.labelSeparator)
    : {
        targets: { kind: 'class' },
        read: (cell) => ids.get(cell) ?? { unknown: cell },
        namesIn: (cell) => [cell],
      }
}

class KnownSets implements KnownLabels {
  readonly #sets: Int32Array[] = []
  readonly #setIds = new Map<string, number>()

  constructor(
    private readonly ids: ReadonlyMap<string, number>,
    private readonly separator: string,
  ) {}

  get targets(): Targets {
    return { kind: 'labels', sets: this.#sets }
  }

  read(cell: string): ReadLabel | { readonly unknown: string } {
    const found = splitLabels(cell, this.separator)
    if ('problem' in found) return found
    const unknown = found.labels.find((label) => !this.ids.has(label))
    if (unknown !== undefined) return { unknown }
    const set = Int32Array.from(found.labels, (label) => this.ids.get(label) ?? 0).sort()
    const key = set.join(' ')
    const known = this.#setIds.get(key)
    if (known !== undefined) return known
    this.#setIds.set(key, this.#sets.length)
    return this.#sets.push(set) - 1
  }

  namesIn(cell: string): readonly string[] {
    const found = splitLabels(cell, this.separator)
    return 'problem' in found ? [] : found.labels
  }
}
