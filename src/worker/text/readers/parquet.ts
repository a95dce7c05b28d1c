// Reads .parquet a row group at a time (https://parquet.apache.org/docs/file-format), by hyparquet.
import {
  parquetReadObjects,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { formatBytes } from '#shared/domain/format'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { refuseOtherColumns, type FirstColumns } from './delimited'
import {
  damaged,
  describeParquetError,
  largestGroup,
  openParquet,
  withParquet,
  type ParquetFile,
} from './parquet-file'
import { columnsRead, rowOf, rowOfCells, rowOfLists, sampleRows, skippedRow } from './row'
import type { ChosenColumns, RawRow, ReadMeter, Sample } from './row'
import type { Member } from './tree'

/** So much of it is unpacked at a time. */
const unpackedBytes = 16 * 1024 * 1024
/** Writers make pages of a megabyte, and never many times that. */
const largestPage = 128 * 1024 * 1024
const mostRowsAtOnce = 10_000

/** The columns and the first rows. */
export async function sampleParquet(member: Member): Promise<Result<Sample>> {
  return withParquet(member, async ({ buffer, metadata, columns }) => {
    const [group] = groupsOf(metadata)
    const wanted = Math.min(sampleRows, group?.rows ?? 0)
    const refused = group && refuseGroup(member.name, group, columns)
    if (refused) return refused
    const objects = wanted === 0 ? [] : await readRange(buffer, metadata, columns, 0, wanted)
    const rows = objects.map((object) => columns.map((key) => cellOf(object[key])))
    return success({ columns, rows })
  })
}

/** The rows, in batches. */
export async function* readParquet(
  member: Member,
  columns: ChosenColumns,
  first: FirstColumns,
  meter: ReadMeter,
): AsyncGenerator<Result<RawRow[]>, void> {
  const opened = await openParquet(member)
  if (!opened.ok) {
    yield opened
    return
  }
  const { file, close } = opened.value
  const before = meter.done
  try {
    const refused = refuseOtherColumns(member.name, file.columns, first)
    if (refused) {
      yield refused
      return
    }
    for (const group of groupsOf(file.metadata))
      for await (const batch of readGroup(member.name, file, group, columns)) {
        yield batch
        if (!batch.ok) return
      }
    if (member.disk !== null) meter.done = before + file.buffer.byteLength
  } finally {
    await close()
  }
}

type Cells = Record<string, unknown>

/** Unpacks a row group range by range; the library passes over the pages before one without unpacking them. */
async function* readGroup(
  name: string,
  { buffer, metadata }: ParquetFile,
  group: RowGroup,
  columns: ChosenColumns,
): AsyncGenerator<Result<RawRow[]>, void> {
  const wanted = columnsRead(columns)
  const refused = refuseGroup(name, group, wanted)
  if (refused) {
    yield refused
    return
  }
  const file = rememberSlices(buffer)
  const step = rowsAtOnce(group, wanted)
  for (let at = 0; at < group.rows; at += step) {
    const start = group.start + at
    const end = Math.min(start + step, group.start + group.rows)
    const cells = await attempt(name, () => readRange(file, metadata, wanted, start, end))
    // A damaged file can claim rows without end.
    yield cells.ok && cells.value.length === end - start
      ? success(toRows(cells.value, start, columns))
      : cells.ok
        ? damaged(name)
        : cells
    if (!cells.ok || cells.value.length !== end - start) return
  }
}

function rowsAtOnce({ rows, unpacked }: RowGroup, columns: readonly string[]): number {
  const perRow = sumOf(unpacked, columns) / Math.max(1, rows)
  const fitting = Math.floor(unpackedBytes / Math.max(1, perRow))
  return Math.max(1, Math.min(mostRowsAtOnce, fitting))
}

/** Keeps what was read, as the ranges of a row group lie in the same bytes. */
function rememberSlices(buffer: AsyncBuffer): AsyncBuffer {
  const known = new Map<string, ArrayBuffer>()
  return {
    byteLength: buffer.byteLength,
    slice: async (start, end) => {
      const key = `${start} ${end}`
      const bytes = known.get(key) ?? (await buffer.slice(start, end))
      known.set(key, bytes)
      return bytes
    },
  }
}

async function attempt<Value>(name: string, act: () => Promise<Value>): Promise<Result<Value>> {
  try {
    return success(await act())
  } catch (error) {
    return describeParquetError(error, name)
  }
}

function readRange(
  file: AsyncBuffer,
  metadata: FileMetaData,
  columns: readonly string[],
  rowStart: number,
  rowEnd: number,
): Promise<Cells[]> {
  const options = { file, metadata, columns: [...columns], rowStart, rowEnd }
  return parquetReadObjects({ ...options, compressors: guarded })
}

/** The library makes room for what a page claims to be; a damaged one claims anything. */
const guarded: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number) => {
      if (length > largestPage || length < 0) throw new Error('A page is too large.')
      return decompress(input, length)
    },
  ]),
)

interface RowGroup {
  readonly start: number
  readonly rows: number
  /** Bytes of each column on disk. */
  readonly packed: ReadonlyMap<string, number>
  readonly unpacked: ReadonlyMap<string, number>
}

function groupsOf({ row_groups }: FileMetaData): RowGroup[] {
  let start = 0
  return row_groups.map(({ num_rows, columns }) => {
    const packed = new Map<string, number>()
    const unpacked = new Map<string, number>()
    for (const { meta_data } of columns) {
      const name = meta_data?.path_in_schema[0]
      if (!name) continue
      packed.set(name, (packed.get(name) ?? 0) + Number(meta_data.total_compressed_size))
      unpacked.set(name, (unpacked.get(name) ?? 0) + Number(meta_data.total_uncompressed_size))
    }
    const group = { start, rows: Number(num_rows), packed, unpacked }
    start += group.rows
    return group
  })
}

function refuseGroup(
  name: string,
  { start, rows, packed, unpacked }: RowGroup,
  columns: readonly string[],
): Failure | undefined {
  const size = sumOf(packed, columns)
  if (rows < 0 || size < 0 || sumOf(unpacked, columns) < 0) return damaged(name)
  if (size <= largestGroup) return undefined
  return failure(
    'data-unusable',
    `${name}, row ${start + 1}: the row group that starts here takes ${formatBytes(size)}, more than ${formatBytes(largestGroup)}; write the file with smaller row groups (in pandas: row_group_size=50_000).`,
  )
}

function sumOf(bytes: ReadonlyMap<string, number>, columns: readonly string[]): number {
  return columns.reduce((sum, column) => sum + (bytes.get(column) ?? 0), 0)
}

function toRows(objects: readonly Cells[], start: number, columns: ChosenColumns): RawRow[] {
  return objects.map((object, index) => ({
    ...toRow(object, columns),
    file: `row ${start + index + 1}`,
  }))
}

function toRow(object: Cells, columns: ChosenColumns): RawRow {
  if (columns.template) return rowOfCells(null, (column) => cellOf(object[column]), columns)
  const text = object[columns.text]
  const label = object[columns.label]
  if (text === null || text === undefined) return skippedRow(null, `"${columns.text}" is empty.`)
  const tagged = rowOfLists(null, text, label, columns)
  if (tagged) return tagged
  if (typeof text !== 'string') return skippedRow(null, `"${columns.text}" is not a string.`)
  return rowOf(null, text, cellOf(label), columns)
}

/** A value as people write it. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (typeof value === 'object')
    return JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'bigint' ? Number(inner) : inner,
    )
  return String(value as number | bigint | boolean) // the kinds that are left
}
