// Reads the rows of another dataset for a model that exists: with its vocabulary and its labels.
import type { DatasetReport } from '#shared/domain/dataset'
import type { DataOptions, TextOptions } from '#shared/experiment/schema'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { resolveColumns } from './columns'
import type { LoadControl } from './control'
import { idsOf, isCut, sequenceLengthOf, writeSequence } from './encode'
import type { EncodedRows } from './encoded'
import { excerptOf } from './excerpt'
import { listLabels } from './labels'
import { describeSource, readRows, type Verdict } from './read-rows'
import type { RawRow } from './readers/row'
import { openSource, type DataSource } from './readers/source'
import { memoryLimits, type MemoryLimits } from './memory-limits'
import { shareRead } from './share-read'
import { NumberBlocks } from './storage/number-blocks'
import { RowStore } from './storage/row-store'
import { createTokenizer } from './tokenizer'
import { unknownId, type Vocabulary } from './vocabulary'

const keptLabels = 10

/** Rows of another dataset, encoded for a model that exists. */
export interface LoadedRows {
  /** With excerpts. */
  readonly rows: EncodedRows
  readonly path: string
  readonly columns: DatasetReport['columns']
  readonly encoding: string
  readonly invalidBytes: number
  readonly skipped: DatasetReport['skipped']
  /** Rows left out because the model does not know their label, and the first few such labels. */
  readonly unknownLabels: { readonly count: number; readonly first: readonly string[] }
  readonly truncatedShare: number
  readonly outOfVocabularyShare: number
  /** Gives temporary files back, after which no row can be read. */
  readonly close: () => void
}

/** Encodes all rows of a dataset for a model; rows of labels that it does not know are counted and left out. */
export async function loadRows(
  data: DataOptions,
  text: TextOptions,
  vocabulary: Vocabulary,
  labels: readonly string[],
  control: LoadControl,
  limits: MemoryLimits = memoryLimits(),
): Promise<Result<LoadedRows>> {
  const source = await openSource(data)
  if (!source.ok) return source
  const columns = resolveColumns(source.value, data)
  if (!columns.ok) return columns
  const store: RowStore = new RowStore(limits, () =>
    shareRead(source.value.meter, store.lengths.length, data.maximumRows),
  )
  const close = (): void => store.scratch?.close()
  const encoder = new RowEncoder(text, vocabulary, labels, store)
  const read = await readRows(source.value, columns.value, data.maximumRows, control, (row) =>
    encoder.add(row, source.value.file.name),
  )
  if (!read.ok) {
    close()
    return read
  }
  if (encoder.count === 0) return noRows(source.value, columns.value.label, encoder, labels)
  return success({
    ...describeSource(source.value, columns.value),
    rows: encoder.rows(),
    close,
    skipped: read.value,
    unknownLabels: { count: encoder.unknownLabelRows, first: [...encoder.unknownLabels] },
    truncatedShare: encoder.truncated / encoder.count,
    outOfVocabularyShare: encoder.allTokens === 0 ? 0 : encoder.unknownTokens / encoder.allTokens,
  })
}

function noRows(
  { file }: DataSource,
  column: string,
  encoder: RowEncoder,
  labels: readonly string[],
): Failure {
  return failure(
    'data-unusable',
    encoder.unknownLabelRows === 0
      ? `${file.name} has no rows; choose data with rows.`
      : `No row of ${file.name} has a label that the model knows (${listLabels(labels)}): "${column}" holds ${listLabels([...encoder.unknownLabels])}; choose another label column or other data.`,
  )
}

class RowEncoder {
  readonly unknownLabels = new Set<string>()
  unknownLabelRows = 0
  truncated = 0
  allTokens = 0
  unknownTokens = 0
  readonly #labels = new NumberBlocks()
  readonly #classes: Map<string, number>
  readonly #tokenize: (text: string) => string[]

  constructor(
    private readonly text: TextOptions,
    private readonly vocabulary: Vocabulary,
    labels: readonly string[],
    private readonly store: RowStore,
  ) {
    this.#classes = new Map(labels.map((label, id) => [label, id]))
    this.#tokenize = createTokenizer(text)
  }

  get count(): number {
    return this.#labels.length
  }

  add(row: RawRow, name: string): Verdict {
    const label = this.#classes.get(row.label)
    if (label === undefined) {
      this.unknownLabelRows++
      if (this.unknownLabels.size < keptLabels) this.unknownLabels.add(row.label)
      return 'left-out'
    }
    const ids = idsOf(this.#tokenize(row.text), this.vocabulary)
    this.#append(ids)
    this.#labels.push(label)
    const unknown = unknownId(this.text.level)
    this.allTokens += ids.length
    for (const id of ids) if (id === unknown) this.unknownTokens++
    return this.store.endRow(excerptOf(row.text), name) ?? 'taken'
  }

  #append(ids: Int32Array): void {
    const sequence = new Int32Array(sequenceLengthOf(ids.length, this.text))
    writeSequence(sequence, 0, ids, this.text)
    if (isCut(ids.length, this.text)) this.truncated++
    for (const id of sequence) this.store.push(id)
  }

  rows(): EncodedRows {
    return {
      count: this.count,
      tokens: this.store.ids(),
      offsets: this.store.offsets(),
      labels: this.#labels.toArray(),
      excerpts: this.store.excerpts(),
    }
  }
}
