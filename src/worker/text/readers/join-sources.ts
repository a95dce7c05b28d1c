// Several files or folders that are read as one, one after the other.
import { plural } from '#shared/domain/format'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { refuseOtherColumns } from './delimited'
import type { ChosenColumns, RawRow, ReadMeter } from './row'
import type { DataSource } from './source'

/** One source of all; fails with `data-unusable` when they do not belong together. */
export function joinSources(sources: readonly DataSource[]): Result<DataSource> {
  const [first, ...others] = sources
  const refused = others.map((other) => refuseOther(other, first)).find((one) => one)
  if (refused) return refused
  const bytes = sumOf(sources.map(({ file }) => file.bytes))
  const name = `${first.file.name} and ${plural(others.length, 'more file')}`
  return success({
    ...first,
    file: { ...first.file, name, bytes },
    files: sources.reduce((sum, { files }) => sum + files, 0),
    notes: [...new Set([noteNames(sources), ...sources.flatMap(({ notes }) => notes)])],
    meter: new JoinedMeter(sources.map(({ meter }) => meter)),
    rows: (columns) => readAll(sources, columns),
  })
}

function refuseOther(other: DataSource, first: DataSource): Failure | undefined {
  const [one, two] = [first.file, other.file]
  if (one.kind !== two.kind)
    return failure(
      'data-unusable',
      `${two.name} is of the kind ${two.kind}, but ${one.name} is of the kind ${one.kind}; files that are read as one have to be of one kind.`,
    )
  // The objects of JSON may leave keys out, so each is looked at by itself.
  if (one.kind === 'json' || one.kind === 'jsonl' || one.kind === 'folder') return undefined
  const { columns } = first.sample
  return refuseOtherColumns(two.name, other.sample.columns, { name: one.name, columns })
}

function noteNames(sources: readonly DataSource[]): string {
  const names = sources.slice(0, 3).map(({ file }) => file.name)
  const more = sources.length > 3 ? ` and ${sources.length - 3} more` : ''
  return `Read as one: ${names.join(', ')}${more}.`
}

/** Each row names its file. */
async function* readAll(
  sources: readonly DataSource[],
  columns: ChosenColumns,
): AsyncGenerator<Result<RawRow[]>, void> {
  for (const { file, rows } of sources)
    for await (const batch of rows(columns)) {
      yield batch.ok
        ? success(batch.value.map((row) => ({ ...row, file: place(file.name, row) })))
        : batch
      if (!batch.ok) return
    }
}

function place(name: string, { file }: RawRow): string {
  return file === undefined ? name : `${name}, ${file}`
}

/** Where all readers together are. */
class JoinedMeter implements ReadMeter {
  readonly unit: ReadMeter['unit']

  constructor(private readonly meters: readonly ReadMeter[]) {
    this.unit = meters[0].unit
  }

  get done(): number {
    return this.meters.reduce((sum, { done }) => sum + done, 0)
  }

  get total(): number | null {
    return sumOf(this.meters.map(({ total }) => total))
  }

  get invalid(): number {
    return this.meters.reduce((sum, { invalid }) => sum + invalid, 0)
  }

  get characters(): number {
    return this.meters.reduce((sum, { characters }) => sum + characters, 0)
  }

  get encoding(): string {
    return this.meters[0].encoding
  }

  get isGuess(): boolean {
    return this.meters.some(({ isGuess }) => isGuess)
  }
}

function sumOf(sizes: readonly (number | null)[]): number | null {
  return sizes.reduce((sum, size) => (sum === null || size === null ? null : sum + size), 0)
}
