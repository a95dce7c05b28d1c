// Reads the rows of another dataset for a model that exists: with its vocabulary and its labels.
import type { DatasetReport } from '#shared/domain/dataset'
import type { DataOptions } from '#shared/experiment/data'
import type { TextOptions } from '#shared/experiment/text'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { resolveColumns } from './columns'
import type { LoadControl } from './control'
import { idsOf, isCut, sequenceLengthOf, writeSequence } from './encode'
import type { EncodedRows } from './encoded'
import { excerptOf } from './excerpt'
import { findLabelTokens } from './hidden-words'
import { createKnownLabels, type KnownLabels } from './known-labels'
import { listLabels } from './labels'
import { describeSource, readRows, type Verdict } from './read-rows'
import type { RawRow } from './readers/row'
import { openSource, type DataSource } from './readers/source'
import { memoryLimits, type MemoryLimits } from './memory-limits'
import { shareRead } from './share-read'
import { NumberBlocks } from './storage/number-blocks'
import { RowStore } from './storage/row-store'
import type { Scale, Targets } from './targets'
import { createTokenizer } from './tokenizer'
import type { Vocabulary } from './vocabulary'

const keptLabels = 10

/** Rows of another dataset, encoded for a model that exists. */
export interface LoadedRows {
  /** With excerpts. */
  readonly rows: EncodedRows
  /** What the labels of the rows are. */
  readonly targets: Targets
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

/** Which rows, and the model that they are encoded for. */
export interface RowsRequest {
  readonly data: DataOptions
  readonly text: TextOptions
  readonly vocabulary: Vocabulary
  /** That the model knows; none of numbers. */
  readonly labels: readonly string[]
  /** Of a model of numbers. */
  readonly scale: Scale | null
}

/** Encodes all rows of a dataset for a model; rows of labels that it does not know are counted and left out. */
export async function loadRows(
  request: RowsRequest,
  control: LoadControl,
  limits: MemoryLimits = memoryLimits(),
): Promise<Result<LoadedRows>> {
  const { data, labels } = request
  const source = await openSource(data)
  if (!source.ok) return source
  const columns = resolveColumns(source.value, data)
  if (!columns.ok) return columns
  const store: RowStore = new RowStore(limits, () =>
    shareRead(source.value.meter, store.lengths.length, data.maximumRows),
  )
  const close = (): void => store.scratch?.close()
  const encoder = new RowEncoder(request, store)
  const read = await readRows(source.value, columns.value, data.maximumRows, control, (row) =>
    encoder.add(row, columns.value.label, source.value.file.name),
  )
  if (!read.ok) {
    close()
    return read
  }
  if (encoder.count === 0) return noRows(source.value, columns.value.label, encoder, labels)
  return success({
    ...describeSource(source.value, columns.value),
    rows: encoder.rows(),
    targets: encoder.targets,
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
  readonly #reader: KnownLabels
  readonly #tokenize: (text: string) => string[]

  constructor(
    private readonly request: RowsRequest,
    private readonly store: RowStore,
  ) {
    const { text, vocabulary } = request
    this.#reader = createKnownLabels(request)
    this.#tokenize = createTokenizer(text, vocabulary.merges)
  }

  get count(): number {
    return this.#labels.length
  }

  get targets(): Targets {
    return this.#reader.targets
  }

  add(row: RawRow, labelColumn: string, name: string): Verdict {
    const label = this.#reader.read(row.label, labelColumn)
    if (typeof label === 'object') {
      if ('problem' in label) return label
      this.unknownLabelRows++
      if (this.unknownLabels.size < keptLabels) this.unknownLabels.add(label.unknown)
      return 'left-out'
    }
    const ids = this.#idsOf(row)
    this.#append(ids)
    this.#labels.push(label)
    const { unknown } = this.request.vocabulary
    this.allTokens += ids.length
    for (const id of ids) if (id === unknown) this.unknownTokens++
    return this.store.endRow(excerptOf(row.text), name) ?? 'taken'
  }

  #idsOf({ text, label }: RawRow): Int32Array {
    const { data, vocabulary, text: options } = this.request
    const tokens = this.#tokenize(text)
    const ids = idsOf(tokens, vocabulary)
    const hidden = data.hideLabelWords
      ? findLabelTokens(tokens, this.#reader.namesIn(label), this.#tokenize, options.level)
      : null
    return hidden ? ids.map((id, index) => (hidden[index] ? vocabulary.unknown : id)) : ids
  }

  #append(ids: Int32Array): void {
    const { text } = this.request
    const sequence = new Int32Array(sequenceLengthOf(ids.length, text))
    writeSequence(sequence, 0, ids, text)
    if (isCut(ids.length, text)) this.truncated++
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
