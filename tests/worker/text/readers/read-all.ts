// Reads a source whole, for tests.
import type { Failure } from '#shared/protocol/result'
import type { RawRow } from '../../../../src/worker/text/readers/row'
import {
  openSource,
  type DataSource,
  type SourceOptions,
} from '../../../../src/worker/text/readers/source'
import { dataOptions } from '../data-files'

export interface ReadAll {
  readonly source: DataSource
  readonly rows: readonly RawRow[]
}

/** All rows, or the failure. */
export async function readAll(
  path: string,
  options: Partial<SourceOptions> = {},
): Promise<ReadAll | Failure> {
  const source = await openSource({ ...dataOptions(path), ...options })
  if (!source.ok) return source
  const rows: RawRow[] = []
  const { columns: names } = source.value.sample
  const usual = ['text', 'label']
  const [text, label = text] = usual.every((name) => names.includes(name)) ? usual : names
  const columns = { text, label }
  for await (const batch of source.value.rows(columns)) {
    if (!batch.ok) return batch
    for (const row of batch.value) rows.push(row)
  }
  return { source: source.value, rows }
}

/** Text and label of each row that can be used. */
export async function pairsOf(
  path: string,
  options: Partial<SourceOptions> = {},
): Promise<string[]> {
  const read = await readAll(path, options)
  if ('ok' in read) throw new Error(read.message)
  return read.rows.filter((row) => !row.problem).map(({ text, label }) => `${text}=${label}`)
}

/** The sentence of what cannot be read. */
export async function failureOf(
  path: string,
  options: Partial<SourceOptions> = {},
): Promise<string> {
  const read = await readAll(path, options)
  if (!('ok' in read)) throw new Error(`${path} was accepted.`)
  return read.message
}
