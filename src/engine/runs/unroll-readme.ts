// The README beside run.zip: what it is and how another lab takes it in.
import { formatCount, plural } from '#shared/domain/format'
import type { RunRecord } from '#shared/domain/run'

/** The same for the same run. */
export function unrollReadme({ name, task, epochs, parameters }: RunRecord): string {
  const trained = epochs === 0 ? '' : `, trained for ${plural(epochs, 'epoch')}`
  return `# ${name}

A run of Unroll, whole: a ${taskWords[task]} of ${formatCount(parameters)} parameters${trained}. \`run.zip\` holds everything that the
run folder holds: the experiment, the model with its vocabulary and labels, the curves, the checkpoints and the notes. The
data are not in it, but for the few texts that the run itself shows, such as wrong answers.

## Import it

In the window: choose Import in the menu of the title bar and take \`run.zip\`, or drop it on the window. On the command line:

    unroll import run.zip

The run then has a place in the list of runs, and can be looked into, asked, exported and trained on.

## What is different

Where the data lie on the computer that it comes from is left out: the experiment names the data's files without their folders. To train the
same experiment again, open it for editing and choose the data anew.
`
}

const taskWords: Readonly<Record<RunRecord['task'], string>> = {
  classification: 'text classifier',
  tagging: 'tagger of words',
  'language-model': 'language model',
  seq2seq: 'model that turns one text into another',
}
