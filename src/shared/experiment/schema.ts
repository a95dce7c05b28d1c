// The experiment file: one JSON document that the window edits, the command line runs and a run stores.
import { z } from 'zod'
import { layerSchema } from './layers'
import { trainingSchema, type Loss } from './training'

export const experimentFormat = 'unroll-experiment/1'

export const tasks = ['classification'] as const
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

export const dataSchema = z.strictObject({
  /**
   * A table (.csv, .tsv, .jsonl, .json or .parquet, each also .gz), a folder, .zip or .tar(.gz) of tables with the
   * same columns, or one with a sub-folder of .txt or .md files per label.
   */
  path: z.string().min(1),
  /** Column or key that holds the text; null: guessed from the first rows. */
  text: z.string().min(1).nullable().default(null),
  /** Column or key that holds the label; null: guessed. */
  label: z.string().min(1).nullable().default(null),
  /** For a folder with train/ and test/ inside: which one to read. */
  split: z.enum(['train', 'test']).nullable().default(null),
  encoding: z.enum(encodings).default('auto'),
  /** Of .csv and .tsv. */
  separator: z.enum(separators).default('auto'),
  /** Of .csv and .tsv. */
  quote: z.enum(quotes).default('auto'),
  /** Whether the first line of a .csv or .tsv names the columns; without, they are called `column 1` and so on. */
  header: z.union([z.literal('auto'), z.boolean()]).default('auto'),
  /** Share of the rows that is set aside, drawn with the seed, to validate on. */
  validationSplit: z.number().gt(0).max(0.9).default(0.2),
  /** Reads only the first rows (of a folder: in turn from each label); null: all. */
  maximumRows: z.int().min(1).nullable().default(null),
})

/** Texts are cut here when no sequenceLength is given. */
export const freeLengthLimit = 1000

export const textSchema = z.strictObject({
  level: z.enum(['word', 'character']).default('word'),
  lowercase: z.boolean().default(true),
  stripHtml: z.boolean().default(true),
  /** Counts all ids, with padding, start and unknown. Null: 10,000 words or 256 characters. */
  vocabularySize: z.int().min(1).max(1_000_000).nullable().default(null),
  /** Every text is padded or cut to this many tokens; null: each batch is as long as its longest text. */
  sequenceLength: z.int().min(1).max(20_000).nullable().default(null),
  padding: z.enum(['pre', 'post']).default('pre'),
  truncating: z.enum(['pre', 'post']).default('pre'),
})

export const modelSchema = z.strictObject({
  /** `sequence`: the input is fixed to text.sequenceLength; `any`: the model takes any length. */
  inputLength: z.enum(['sequence', 'any']).default('sequence'),
  layers: z.array(layerSchema).min(1).max(64),
})

export const experimentSchema = z.strictObject({
  format: z.literal(experimentFormat).default(experimentFormat),
  name: z.string().min(1).max(200).default('Untitled experiment'),
  task: z.enum(tasks),
  data: dataSchema,
  text: textSchema.prefault({}),
  model: modelSchema,
  training: trainingSchema.prefault({}),
})

/** An experiment with every default filled in. */
export type Experiment = z.output<typeof experimentSchema>
/** An experiment as a person types it. */
export type ExperimentInput = z.input<typeof experimentSchema>
export type TextOptions = Experiment['text']
export type DataOptions = Experiment['data']

/** How many ids the vocabulary has, padding, start and unknown included. */
export function vocabularySizeOf(text: TextOptions): number {
  return text.vocabularySize ?? (text.level === 'word' ? 10_000 : 256)
}

/** The loss that is trained on: the one named, else the one that fits the last layer. */
export function lossOf(experiment: Pick<Experiment, 'model' | 'training'>): Loss {
  if (experiment.training.loss) return experiment.training.loss
  const last = experiment.model.layers[experiment.model.layers.length - 1]
  return last.type === 'Dense' && last.units === 1
    ? 'binaryCrossentropy'
    : 'sparseCategoricalCrossentropy'
}

/** The fixed number of tokens that the model takes, or null when it takes any. */
export function inputLengthOf(experiment: Pick<Experiment, 'model' | 'text'>): number | null {
  return experiment.model.inputLength === 'any' ? null : experiment.text.sequenceLength
}
