// What the lab says about a dataset before and after reading it whole.

/** How the cells of a .csv or .tsv are told apart. */
export interface Dialect {
  readonly separator: 'comma' | 'semicolon' | 'tab' | 'pipe'
  readonly quote: 'double' | 'single' | 'none'
  /** Whether the first line names the columns. */
  readonly header: boolean
}

/** The first rows of a file, to choose the columns from. */
export interface DataPreview {
  readonly path: string
  /** Of the tables in it; `folder`: a folder of texts per label, also in an archive; `text`: texts without labels. */
  readonly kind:
    'csv' | 'tsv' | 'jsonl' | 'json' | 'parquet' | 'conllu' | 'folder' | 'text' | 'generated'
  readonly container: 'file' | 'folder' | 'zip' | 'tar'
  /** How many files are read as one table; of a folder per label, how many texts it holds. */
  readonly files: number
  /** Which of train and test is read, where it has them. */
  readonly split: 'train' | 'test' | null
  /** Bytes on disk as stored (compressed for .gz); of a folder, null. */
  readonly bytes: number | null
  readonly encoding: string
  /** Of .csv and .tsv, else null. */
  readonly dialect: Dialect | null
  /** What was guessed or left out, sentences for people. */
  readonly notes: readonly string[]
  /** Column names or JSON keys; of a folder, text and label. */
  readonly columns: readonly string[]
  /** Up to 20 rows, each a cell per column; long cells are cut with an ellipsis. */
  readonly rows: readonly (readonly string[])[]
  readonly guess: { readonly text: string | null; readonly label: string | null }
  /** Why those columns were guessed, in a few words. */
  readonly reason: string
}

export interface SkippedRow {
  /** 1-based line in the file where the row starts; null where it has no lines. */
  readonly line: number | null
  /** The file, where there are several; of a .parquet file the row. */
  readonly file?: string
  readonly reason: string
}

export interface ClassCount {
  readonly label: string
  readonly count: number
}

export interface DatasetReport {
  readonly path: string
  /** Without a label: a language model's text. */
  readonly columns: { readonly text: string; readonly label: string | null }
  readonly encoding: string
  /** Byte sequences that were not valid in that encoding, each read as U+FFFD. */
  readonly invalidBytes: number
  /** Of .csv and .tsv; reports of older versions lack it. */
  readonly dialect?: Dialect | null
  /** What was guessed or left out, sentences for people; reports of older versions lack it. */
  readonly notes?: readonly string[]
  /** Rows kept; of a language model documents. */
  readonly rows: number
  readonly trainingRows: number
  readonly validationRows: number
  /** Rows whose text and label both occurred before. They are kept. */
  readonly duplicateRows: number
  /** In the order of the class ids: rows, or tokens of tagging; empty where there are no classes. */
  readonly classes: readonly ClassCount[]
  readonly skipped: { readonly count: number; readonly first: readonly SkippedRow[] }
  /** Tokens per text before cutting. */
  readonly length: {
    readonly minimum: number
    readonly median: number
    readonly p90: number
    readonly p95: number
    readonly p99: number
    readonly maximum: number
    readonly mean: number
    /** Counts in `bins` equal steps from 0 to the 99th percentile; the last bin holds the rest too. */
    readonly histogram: { readonly step: number; readonly counts: readonly number[] }
  }
  /** Share of rows longer than the sequence length. */
  readonly truncatedShare: number
  readonly vocabulary: {
    /** Ids in use, with the reserved ones. */
    readonly size: number
    /** Different tokens in the training rows. */
    readonly distinct: number
    /** Share of the validation rows' tokens that are unknown. */
    readonly outOfVocabularyShare: number
  }
  readonly seconds: number
  /** Of a language model and tagging: tokens in all. */
  readonly tokens?: { readonly training: number; readonly validation: number }
  /** Of a language model: characters that the tokens stand for, which bits per character are reckoned with. */
  readonly characters?: { readonly training: number; readonly validation: number }
  /** Of seq2seq: the targets, told as the texts are. */
  readonly target?: Pick<DatasetReport, 'length' | 'truncatedShare' | 'vocabulary'>
  /** Of numbers to come close to. */
  readonly numbers?: {
    readonly minimum: number
    readonly maximum: number
    readonly mean: number
    readonly deviation: number
  }
}

export const baselineNames = [
  'majority',
  'bag-of-words',
  'mean',
  'most-frequent-tag',
  'uniform',
  'unigram',
  'trigram',
  'copy',
] as const
export type BaselineName = (typeof baselineNames)[number]

/** A result to hold the network's against, measured on the same validation rows. */
export interface Baseline {
  readonly name: BaselineName
  /** For people: "Majority class", "Bag of words, logistic regression". */
  readonly title: string
  /** NaN where there is none. */
  readonly accuracy: number
  readonly loss: number
  /** What else is measured, by the names of an epoch's extras, e.g. valPerplexity. */
  readonly extras?: Readonly<Record<string, number>>
  readonly seconds: number
}
