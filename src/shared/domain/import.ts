// What is taken in from elsewhere: a run, or a model that becomes one.
import { z } from 'zod'

/** What a model's file does not say itself; files of the lab's own exports say all of it. */
export interface ImportOptions {
  /** Names the import in its progress events and for `stop`. */
  readonly requestId: string
  /** The run's name; null: that of the file. */
  readonly name: string | null
  /**
   * Absolute path of the vocabulary: a vocabulary.json of the lab, a JSON list of tokens in the order of their ids, a JSON table from word
   * to id as Keras's get_word_index has it, or a text file with a token on each line. Null: the one beside the model, else the numbers of the ids.
   */
  readonly vocabulary: string | null
  /** In the order of the outputs; null: those beside the model, else numbers from 0. */
  readonly labels: readonly string[] | null
}

export const importOptionsSchema = z.strictObject({
  requestId: z.string().min(1).max(100),
  name: z.string().min(1).max(200).nullable(),
  vocabulary: z.string().min(1).max(4096).nullable(),
  labels: z.array(z.string().max(1000)).max(1_000_000).nullable(),
}) satisfies z.ZodType<ImportOptions>

export const importKinds = ['run', 'unroll', 'tfjs', 'keras', 'h5'] as const
export type ImportKind = (typeof importKinds)[number]

export interface ImportReport {
  readonly kind: ImportKind
  readonly runId: string
  readonly folder: string
  /** What a person should know of it, in sentences: what was assumed, what training on goes without. */
  readonly notes: readonly string[]
}

/** Whether a run was made of a model from elsewhere: nothing of it was trained here, and its data are not known. */
export function isImported({ plannedEpochs }: { readonly plannedEpochs: number }): boolean {
  return plannedEpochs === 0
}

/** `data.path` in the experiment of an imported model whose data are not known; no file has it. */
export const importedDataPath = 'imported'
