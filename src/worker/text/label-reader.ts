// Turns label cells into integers while rows are read: classes, combinations of labels, or numbers.
import { formatCount } from '#shared/domain/format'
import type { DataOptions } from '#shared/experiment/data'
import { detached } from './excerpt'
import { sortLabels } from './labels'
import { bitsOfNumber, type Targets } from './targets'

/** More different labels than this are no classes. */
export const mostLabels = 1000
/** More different combinations of labels take too much memory. */
const mostSets = 1_000_000

/** An integer for the row, or why the row cannot be used. */
export type ReadLabel = number | { readonly problem: string }

/** What the integers stand for once all rows are read; `toFinal` puts the final ones in place of those of `read`. */
export interface FinishedLabels {
  readonly labels: readonly string[]
  /** Numbers have a scale only when the training rows are known. */
  readonly targets: Exclude<Targets, { kind: 'number' }> | { readonly kind: 'number' }
  readonly toFinal: (integers: Int32Array) => void
}

export interface LabelReader {
  /** @param column its name, for sentences */
  read(cell: string, column: string): ReadLabel
  /** Why the column cannot be the label, the end of a sentence that begins with its name; undefined when it can. */
  findExcess(): string | undefined
  /** From now on rows with labels that are not known yet are skipped. */
  closeLabels(): void
  /** The labels in a cell as they are written. */
  namesIn(cell: string): readonly string[]
  /** @param known labels in the order of their ids, where a model has them already; each that was read has to be among them */
  finish(known?: readonly string[]): FinishedLabels
  /** Those that were read so far, none of numbers. */
  names(): Iterable<string>
}

type LabelOptions = Pick<DataOptions, 'labelKind' | 'labelSeparator'>

/** Numbers labels as they come. */
export function createLabelReader({ labelKind, labelSeparator }: LabelOptions): LabelReader {
  switch (labelKind) {
    case 'class':
      return new ClassReader()
    case 'labels':
      return new SetReader(labelSeparator)
    case 'number':
      return numberReader
  }
}

/** Provisional ids in the order of first occurrence. */
class LabelNames {
  readonly ids = new Map<string, number>()
  isClosed = false

  /** Undefined when no new labels are taken. */
  idOf(label: string): number | undefined {
    const known = this.ids.get(label)
    if (known !== undefined || this.isClosed) return known
    this.ids.set(detached(label), this.ids.size)
    return this.ids.size - 1
  }

  findExcess(): string | undefined {
    return this.ids.size > mostLabels
      ? `has more than ${formatCount(mostLabels)} different values, so it looks like free text or an id; choose another label column`
      : undefined
  }

  /** The labels in their final order, and the final id of each provisional one. */
  finish(known?: readonly string[]): {
    readonly labels: readonly string[]
    readonly finalIds: Int32Array
  } {
    const labels = known ?? sortLabels(this.ids.keys())
    const places = new Map(labels.map((label, id) => [label, id]))
    const finalIds = Int32Array.from(this.ids.keys(), (label) => places.get(label) ?? 0)
    return { labels, finalIds }
  }
}

class ClassReader implements LabelReader {
  readonly #names = new LabelNames()

  read(cell: string): ReadLabel {
    return this.#names.idOf(cell) ?? notTrained(cell)
  }

  findExcess(): string | undefined {
    return this.#names.findExcess()
  }

  closeLabels(): void {
    this.#names.isClosed = true
  }

  namesIn(cell: string): readonly string[] {
    return [cell]
  }

  names(): Iterable<string> {
    return this.#names.ids.keys()
  }

  finish(known?: readonly string[]): FinishedLabels {
    const { labels, finalIds } = this.#names.finish(known)
    const toFinal = (classes: Int32Array): void => {
      // Without an iterator, which takes long for millions.
      for (let row = 0; row < classes.length; row++) classes[row] = finalIds[classes[row]]
    }
    return { labels, targets: { kind: 'class' }, toFinal }
  }
}

class SetReader implements LabelReader {
  readonly #names = new LabelNames()
  readonly #sets: Int32Array[] = []
  readonly #setIds = new Map<string, number>()

  constructor(private readonly separator: string) {}

  read(cell: string): ReadLabel {
    const names = splitLabels(cell, this.separator)
    if ('problem' in names) return names
    const ids: number[] = []
    for (const name of names.labels) {
      const id = this.#names.idOf(name)
      if (id === undefined) return notTrained(name)
      ids.push(id)
    }
    ids.sort((one, other) => one - other)
    const key = ids.join(' ')
    const known = this.#setIds.get(key)
    if (known !== undefined) return known
    this.#setIds.set(key, this.#sets.length)
    return this.#sets.push(Int32Array.from(ids)) - 1
  }

  findExcess(): string | undefined {
    const excess = this.#names.findExcess()
    if (excess !== undefined || this.#sets.length <= mostSets) return excess
    return `has more than ${formatCount(mostSets)} different combinations of labels, more than are kept in memory; set data.maximumRows to read fewer rows`
  }

  closeLabels(): void {
    this.#names.isClosed = true
  }

  namesIn(cell: string): readonly string[] {
    const names = splitLabels(cell, this.separator)
    return 'problem' in names ? [] : names.labels
  }

  names(): Iterable<string> {
    return this.#names.ids.keys()
  }

  finish(known?: readonly string[]): FinishedLabels {
    const { labels, finalIds } = this.#names.finish(known)
    const sets = this.#sets.map((set) => set.map((id) => finalIds[id]).sort())
    return { labels, targets: { kind: 'labels', sets }, toFinal: () => {} }
  }
}

const numberReader: LabelReader = {
  read: (cell, column) => {
    const value = numberIn(cell)
    return value === undefined
      ? { problem: `"${column}" is not a number: "${cell.slice(0, 40)}".` }
      : bitsOfNumber(value)
  },
  findExcess: () => undefined,
  closeLabels: () => {},
  namesIn: () => [],
  names: () => [],
  finish: () => ({ labels: [], targets: { kind: 'number' }, toFinal: () => {} }),
}

function notTrained(label: string): { readonly problem: string } {
  return { problem: `No training row has the label "${label.slice(0, 40)}".` }
}

/**
 * The different labels of a cell, without outer white space: a JSON list, or labels with a separator between.
 * An empty list has none.
 */
export function splitLabels(
  cell: string,
  separator: string,
): { readonly labels: readonly string[] } | { readonly problem: string } {
  const list = cell.startsWith('[') ? listIn(cell) : undefined
  if (list && !list.every(isName)) return { problem: 'The list of labels holds something else.' }
  const names = (list ?? cell.split(separator)).map((name) => String(name).trim())
  return { labels: [...new Set(names.filter((name) => name !== ''))] }
}

function listIn(cell: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(cell)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isName(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

/** The number that a cell is, as 32 bits can hold it; undefined when it is none. */
export function numberIn(cell: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell)) return undefined
  const value = Math.fround(Number(cell))
  return Number.isFinite(value) ? value : undefined
}
