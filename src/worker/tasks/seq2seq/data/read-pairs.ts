// Goes through all pairs of the data, from files or made by the lab.
import type { DatasetReport } from '#shared/domain/dataset'
import { dataPathsOf, type DataOptions } from '#shared/experiment/data'
import { success, type Failure, type Result } from '#shared/protocol/result'
import { pacer, stopped, type LoadControl } from '../../../text/control'
import { describeSource, readRows } from '../../../text/read-rows'
import { openSource } from '../../../text/readers/source'
import { shareRead } from '../../../text/share-read'
import { generatedName, generatePairs } from '../generators/generate'
import type { Pair } from './pair'
import { resolvePairColumns } from './pair-columns'

/** What a report says of where pairs come from. */
export type Described = Pick<
  DatasetReport,
  'path' | 'columns' | 'encoding' | 'invalidBytes' | 'dialect' | 'notes'
>

export interface PairsRead {
  readonly described: Described
  readonly skipped: DatasetReport['skipped']
}

/** What becomes of a pair: taken, left out, or a reason to give up all the data. */
export type PairVerdict = 'taken' | 'left-out' | Failure

/** Takes a pair; `name` is that of the file, for sentences. */
export type TakePair = (pair: Pair, name: string) => PairVerdict

export interface PairReader {
  readonly take: TakePair
  readonly control: LoadControl
  /** Hears of how much has been read, from 0 to 1, or null when that is not known. */
  readonly onShare: (share: () => number | null) => void
}

/** Reads every pair that `data` name. Fails with `data-unreadable` or `data-unusable`, with what `take` gives, or with `stopped`. */
export async function readPairs(data: DataOptions, reader: PairReader): Promise<Result<PairsRead>> {
  if (data.generator) return takeGenerated({ ...data, generator: data.generator }, reader)
  let all: PairsRead | undefined
  let taken = 0
  for (const path of dataPathsOf(data)) {
    const room = data.maximumRows === null ? null : data.maximumRows - taken
    if (room === 0) break
    const counted: TakePair = (pair, name) => {
      const verdict = reader.take(pair, name)
      if (verdict === 'taken') taken++
      return verdict
    }
    const one = await readFile(
      { ...data, path, morePaths: [], maximumRows: room },
      { ...reader, take: counted },
    )
    if (!one.ok) return one
    all = all ? joined(all, one.value) : one.value
  }
  return all ? success(all) : success({ described: nowhere, skipped: { count: 0, first: [] } })
}

const nowhere: Described = {
  ...{ path: '', columns: { text: '', label: null }, encoding: 'utf-8', invalidBytes: 0 },
}

async function readFile(data: DataOptions, reader: PairReader): Promise<Result<PairsRead>> {
  const source = await openSource(data)
  if (!source.ok) return source
  const columns = resolvePairColumns(source.value, data)
  if (!columns.ok) return columns
  const { file, meter } = source.value
  let rows = 0
  reader.onShare(() => shareRead(meter, rows, data.maximumRows))
  const skipped = await readRows(
    ...([source.value, columns.value, data.maximumRows, reader.control] as const),
    ({ text, label }) => {
      rows++
      return reader.take({ source: text, target: label }, file.name)
    },
  )
  if (!skipped.ok) return skipped
  return success({ described: describeSource(source.value, columns.value), skipped: skipped.value })
}

function joined(one: PairsRead, other: PairsRead): PairsRead {
  const [first, second] = [one.described, other.described]
  return {
    described: {
      ...first,
      invalidBytes: first.invalidBytes + second.invalidBytes,
      notes: [...new Set([...(first.notes ?? []), ...(second.notes ?? [])])],
    },
    skipped: {
      count: one.skipped.count + other.skipped.count,
      first: [...one.skipped.first, ...other.skipped.first].slice(0, 10),
    },
  }
}

async function takeGenerated(
  {
    generator,
    maximumRows,
  }: Pick<DataOptions, 'maximumRows'> & {
    readonly generator: NonNullable<DataOptions['generator']>
  },
  { take, control, onShare }: PairReader,
): Promise<Result<PairsRead>> {
  const total = Math.min(generator.rows, maximumRows ?? generator.rows)
  const name = generatedName(generator)
  const pace = pacer(control)
  let done = 0
  onShare(() => done / total)
  for (const pair of generatePairs(generator)) {
    if (done === total) break
    const verdict = take(pair, name)
    if (typeof verdict === 'object') return verdict
    done++
    if (await pace(() => ({ phase: 'reading', done, total, unit: 'rows' }))) return stopped()
  }
  const described = { ...nowhere, path: name, columns: { text: 'source', label: 'target' } }
  return success({ described, skipped: { count: 0, first: [] } })
}
