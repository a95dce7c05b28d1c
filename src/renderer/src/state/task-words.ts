// What people call each task and the parts of its data.
import type { Task } from '#shared/experiment/schema'

export interface TaskWords {
  /** What is to be learned, as a verb: "Classify texts". */
  readonly title: string
  /** One line with an example. */
  readonly purpose: string
  /** The column or key that the network reads. */
  readonly text: string
  /** The column or key that it learns to give; null where there is none. */
  readonly label: string | null
  /** One thing of the data: a row, a sentence. */
  readonly row: string
  /** What is counted as data of this task, for a person who has none yet. */
  readonly files: string
}

export const taskWords: Readonly<Record<Task, TaskWords>> = {
  classification: {
    title: 'Classify texts',
    purpose: 'A label or a number for each text, such as the mood of a review.',
    text: 'text',
    label: 'label',
    row: 'row',
    files:
      'a .csv, .tsv, .jsonl, .json or .parquet file, also .gz, or a folder, .zip or .tar.gz of such files or with one sub-folder per label',
  },
  tagging: {
    title: 'Tag words',
    purpose: 'A tag for each word of a sentence, such as noun or verb.',
    text: 'token',
    label: 'tag',
    row: 'sentence',
    files:
      'a .conllu file, two columns with a word and its tag on each line, or .jsonl with lists of both; also .gz, folders and archives of them',
  },
  'language-model': {
    title: 'Write text',
    purpose: 'What comes next, so that it can write in the manner of a text.',
    text: 'text',
    label: null,
    row: 'document',
    files: 'a .txt or .md file, a folder or archive of them, or a table with a column of texts',
  },
  seq2seq: {
    title: 'Turn one text into another',
    purpose: 'Pairs of texts, such as dates in one form and in another.',
    text: 'source',
    label: 'target',
    row: 'pair',
    files: 'a .csv, .tsv, .jsonl, .json or .parquet file with two columns of texts',
  },
}
