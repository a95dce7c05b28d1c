// Reads one file with named columns, of whichever kind.
import type { Dialect } from '#shared/domain/dataset'
import type { DataOptions } from '#shared/experiment/data'
import { success, type Result } from '#shared/protocol/result'
import { decodeText } from './decode'
import { readDelimited, sampleDelimited, type FirstColumns } from './delimited'
import type { TableKind } from './formats'
import { readArray } from './json-array'
import { readLines, readObjects, sampleObjects } from './json-lines'
import { readParquet, sampleParquet } from './parquet'
import { peek } from './peek'
import type { ChosenColumns, RawRow, ReadMeter, Sample } from './row'
import { parseTemplate } from './template'
import { looksLikeTokens } from './token-layout'
import { readTokens, sampleTokens } from './token-lines'
import type { Member } from './tree'

/** How to read a table; what is left out is found out. */
export type TableOptions = Pick<DataOptions, 'encoding'> &
  Partial<Pick<DataOptions, 'text' | 'label' | 'template' | 'separator' | 'quote' | 'header'>>

export interface TableSample extends Sample {
  /** What it turned out to be: a .tsv may hold a token on each line. */
  readonly kind: TableKind
  /** Of .csv and .tsv, else null. */
  readonly dialect: Dialect | null
}

/** The columns and the first rows. */
export async function sampleTable(
  member: Member,
  kind: TableKind,
  options: TableOptions,
  meter: ReadMeter,
): Promise<Result<TableSample>> {
  const { name } = member
  if (kind === 'csv' || kind === 'tsv')
    return sampleLines(textsOf(member, options, meter), kind, name, options)
  const sample =
    kind === 'parquet'
      ? await sampleParquet(member)
      : kind === 'conllu'
        ? await sampleTokens(textsOf(member, options, meter), name)
        : await sampleObjects(linesOf(member, kind, options, meter), name, chosenColumns(options))
  return sample.ok ? success({ ...sample.value, kind, dialect: null }) : sample
}

async function sampleLines(
  texts: ReturnType<typeof textsOf>,
  kind: 'csv' | 'tsv',
  name: string,
  options: TableOptions,
): Promise<Result<TableSample>> {
  const peeked = await peek(texts)
  if (kind === 'tsv' && looksLikeTokens(peeked.start)) {
    const sample = await sampleTokens(peeked.texts, name)
    return sample.ok ? success({ ...sample.value, kind: 'conllu', dialect: null }) : sample
  }
  const sample = await sampleDelimited(peeked.texts, kind, name, options)
  return sample.ok ? success({ ...sample.value, kind }) : sample
}

/** What is known of the first of the tables that are read as one. */
export interface FirstTable extends FirstColumns {
  readonly dialect: Dialect | null
}

/** The rows, in batches; a table that cannot be one with the first is a failure. */
export function readTable(
  member: Member,
  kind: TableKind,
  options: TableOptions,
  columns: ChosenColumns,
  first: FirstTable,
  meter: ReadMeter,
): AsyncGenerator<Result<RawRow[]>, void> {
  if (kind === 'parquet') return readParquet(member, columns, first, meter)
  if (kind === 'json' || kind === 'jsonl')
    return readObjects(linesOf(member, kind, options, meter), columns)
  const texts = textsOf(member, options, meter)
  if (kind === 'conllu') return readTokens(texts, member.name, columns, first)
  const usual = { separator: 'comma', quote: 'double', header: true } as const
  return readDelimited(texts, first.dialect ?? usual, member.name, columns, first)
}

function textsOf({ chunks, name }: Member, { encoding }: TableOptions, meter: ReadMeter) {
  return decodeText(chunks, encoding, name, meter)
}

function linesOf(
  member: Member,
  kind: 'json' | 'jsonl',
  options: TableOptions,
  meter: ReadMeter,
): ReturnType<typeof readLines> {
  const texts = textsOf(member, options, meter)
  return kind === 'json' ? readArray(texts, member.name) : readLines(texts, member.name)
}

function chosenColumns({ text, label, template }: TableOptions): string[] {
  const texts = typeof template === 'string' ? parseTemplate(template).columns : [text]
  return [...texts, label].filter((name) => typeof name === 'string')
}
