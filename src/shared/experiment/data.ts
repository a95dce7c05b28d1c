// The `data` part of the experiment file: where rows come from, what their columns mean, and how they are split.
import { z } from 'zod'

export const encodings = [
  'auto',
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-15',
  'windows-1251',
  'koi8-r',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
] as const

/** What stands between the cells of a line; `auto`: told from the first lines. */
export const separators = ['auto', 'comma', 'semicolon', 'tab', 'pipe'] as const
/** What a cell may be wrapped in; `none`: quotes are plain letters. */
export const quotes = ['auto', 'double', 'single', 'none'] as const
/** What a label is: one of some classes, any number of some labels, or a number to come close to. */
export const labelKinds = ['class', 'labels', 'number'] as const
/** Which rows are set aside; `auto`: the last ones of a language model's text, else drawn. */
export const validationRows = ['auto', 'random', 'last'] as const

const seed = z.int().min(0).max(2_147_483_647).default(1)
const generatedRows = z.int().min(100).max(1_000_000)

/** Data that the lab makes itself, the same for the same settings. */
export const generatorSchema = z.discriminatedUnion('type', [
  /** "3 May 2021" and many other ways of writing a date, with "2021-05-03". */
  z.strictObject({ type: z.literal('dates'), rows: generatedRows.default(12_000), seed }),
  /** "315+48" with "363". */
  z.strictObject({
    type: z.literal('addition'),
    rows: generatedRows.default(50_000),
    digits: z.int().min(1).max(9).default(3),
    seed,
  }),
])

export const dataSchema = z.strictObject({
  /**
   * A table (.csv, .tsv, .jsonl, .json, .parquet or .conllu, each also .gz), a text (.txt, .md), a folder, .zip or .tar(.gz)
   * of these, or one with a sub-folder of .txt or .md files per label. Empty only with a generator.
   */
  path: z.string().default(''),
  /** Further files that are read as one with the first. */
  morePaths: z.array(z.string().min(1)).max(1000).default([]),
  /** Makes the data instead of reading them. */
  generator: generatorSchema.nullable().default(null),
  /** Column or key that holds the text (of tagging: the token; of seq2seq: the source); null: guessed from the first rows. */
  text: z.string().min(1).nullable().default(null),
  /** Joins several columns to the text, e.g. "{title}\n{body}"; null: `text` alone. */
  template: z.string().min(1).max(2000).nullable().default(null),
  /** Column or key that holds the label (of tagging: the tag; of seq2seq: the target); null: guessed. */
  label: z.string().min(1).nullable().default(null),
  labelKind: z.enum(labelKinds).default('class'),
  /** What stands between the labels of a cell, where a row has several; a JSON list needs none. */
  labelSeparator: z.string().min(1).max(10).default(','),
  /** For a folder with train/ and test/ inside: which one to read. */
  split: z.enum(['train', 'test']).nullable().default(null),
  encoding: z.enum(encodings).default('auto'),
  /** Of .csv and .tsv. */
  separator: z.enum(separators).default('auto'),
  /** Of .csv and .tsv. */
  quote: z.enum(quotes).default('auto'),
  /** Whether the first line of a .csv or .tsv names the columns; without, they are called `column 1` and so on. */
  header: z.union([z.literal('auto'), z.boolean()]).default('auto'),
  /** Share of the rows that is set aside to validate on. */
  validationSplit: z.number().gt(0).max(0.9).default(0.2),
  validationRows: z.enum(validationRows).default('auto'),
  /** Each class has the same share among the validation rows as among all. */
  stratify: z.boolean().default(false),
  /** A file of its own to validate on, read as `path` is; null: rows are set aside. */
  validationPath: z.string().min(1).nullable().default(null),
  /**
   * A file of its own that the kept model is measured on once, when training has ended. The same folder as `path` where
   * that has train/ and test/: its test part.
   */
  testPath: z.string().min(1).nullable().default(null),
  /** Reads only the first rows (of a folder: in turn from each label); null: all. */
  maximumRows: z.int().min(1).nullable().default(null),
  /** Keeps the first of rows with the same text and label. */
  dropDuplicates: z.boolean().default(false),
  /** Leaves out texts of fewer tokens. */
  minimumTokens: z.int().min(0).max(10_000).default(0),
  /** Makes words that are a row's label unknown in its text. */
  hideLabelWords: z.boolean().default(false),
})

export type DataOptions = z.output<typeof dataSchema>
export type Generator = z.output<typeof generatorSchema>
export type LabelKind = DataOptions['labelKind']

/** The files and folders that data are read from, in their order; none when they are generated. */
export function dataPathsOf({
  path,
  morePaths,
}: Pick<DataOptions, 'path' | 'morePaths'>): readonly string[] {
  return path === '' ? morePaths : [path, ...morePaths]
}

/** Every path that an experiment's data name. */
export function allPathsOf(
  data: Pick<DataOptions, 'path' | 'morePaths' | 'validationPath' | 'testPath'>,
): readonly string[] {
  return [
    ...dataPathsOf(data),
    ...[data.validationPath, data.testPath].filter((path) => path !== null),
  ]
}

/** How the test file is read: as the data are, but all of its rows; of one folder with train/ and test/ the latter. */
export function testDataOf(data: DataOptions): DataOptions {
  const path = data.testPath ?? ''
  return {
    ...data,
    path,
    ...{ morePaths: [], generator: null, validationPath: null, testPath: null, maximumRows: null },
    split: path === data.path ? 'test' : null,
  }
}
