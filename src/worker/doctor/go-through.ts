// Reads the rows of a dataset once more, the same ones that loading took.
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Result } from '#shared/protocol/result'
import { resolveColumns } from '../text/columns'
import { pacer, stopped, type LoadControl } from '../text/control'
import { createLabelReader } from '../text/label-reader'
import type { ChosenColumns, RawRow } from '../text/readers/row'
import { openSource, type DataSource } from '../text/readers/source'
import { rowHash } from '../text/row-hash'
import { SeenRows } from '../text/seen-rows'
import { createTokenizer } from '../text/tokenizer'
import type { DoctorInput, ExaminedRow } from './examination'

export interface OpenData {
  readonly source: DataSource
  readonly columns: ChosenColumns
}

/** The source and the columns that an experiment's data name. */
export async function openData(data: DataOptions): Promise<Result<OpenData>> {
  const source = await openSource(data)
  if (!source.ok) return source
  const columns = resolveColumns(source.value, data)
  return columns.ok ? success({ source: source.value, columns: columns.value }) : columns
}

/**
 * Hands on every row, those that cannot be used too, with its place from 0 on.
 * @param visit false ends the reading
 */
export async function visitSource(
  { source, columns }: OpenData,
  control: LoadControl,
  visit: (row: RawRow, place: number) => boolean,
): Promise<Result<null>> {
  const pace = pacer(control)
  let place = 0
  for await (const batch of source.rows(columns)) {
    if (!batch.ok) return batch
    for (const row of batch.value) if (!visit(row, place++)) return success(null)
    const { done, total, unit } = source.meter
    if (await pace(() => ({ phase: 'reading', done, total, unit }))) return stopped()
  }
  return success(null)
}

/** Visits the rows that loading took; fails as reading does, and with `data-unusable` when the data have changed since. */
export async function visitTaken(
  input: DoctorInput,
  control: LoadControl,
  visit: (row: ExaminedRow) => void,
): Promise<Result<null>> {
  const { data } = input.request
  const opened = await openData(data)
  if (!opened.ok) return opened
  const taken = new TakenRows(input, visit)
  const most = data.maximumRows ?? Infinity
  const read = await visitSource(opened.value, control, (row, place) => {
    taken.add(row, place)
    return taken.count < most
  })
  if (!read.ok) return read
  if (data.validationPath !== null) {
    const more = await visitValidation(opened.value.columns, input, taken, control)
    if (!more.ok) return more
  }
  return taken.count === input.report.rows
    ? success(null)
    : failure('data-unusable', `${input.report.path} has changed since it was read; read it again.`)
}

/** As loading opens it: with the columns of the training rows, and of the same folder its part test. */
async function visitValidation(
  columns: ChosenColumns,
  { request: { data } }: DoctorInput,
  taken: TakenRows,
  control: LoadControl,
): Promise<Result<null>> {
  const path = data.validationPath ?? data.path
  const split = path === data.path ? 'test' : null
  const text = columns.template ? data.text : columns.text
  const opened = await openData({ ...data, text, label: columns.label, path, split, morePaths: [] })
  if (!opened.ok) return opened
  taken.beginValidation()
  return visitSource(opened.value, control, (row, place) => {
    taken.add(row, place)
    return true
  })
}

/** Leaves out the rows that `RowCollector` leaves out. */
class TakenRows {
  count = 0
  readonly #columns: { readonly label: string }
  readonly #tokenize: (text: string) => string[]
  readonly #reader: ReturnType<typeof createLabelReader>
  readonly #seen: SeenRows | null
  #nextValidation = 0

  constructor(
    private readonly input: DoctorInput,
    private readonly visit: (row: ExaminedRow) => void,
  ) {
    const { text, data } = input.request
    this.#columns = { label: input.report.columns.label ?? '' }
    this.#tokenize = createTokenizer(text)
    this.#reader = createLabelReader(data)
    this.#seen = data.dropDuplicates ? new SeenRows() : null
  }

  beginValidation(): void {
    this.#reader.closeLabels()
  }

  add({ text, label, problem }: RawRow, row: number): void {
    if (problem !== undefined) return
    const tokens = this.#tokenize(text)
    if (tokens.length < this.input.request.data.minimumTokens) return
    const read = this.#reader.read(label, this.#columns.label)
    if (typeof read === 'object') return
    if (this.#seen?.add(rowHash(text, read))) return
    const { validationRows } = this.input
    const isValidation = validationRows[this.#nextValidation] === this.count
    if (isValidation) this.#nextValidation++
    this.count++
    this.visit({ row, text, label, tokens, isValidation })
  }
}
