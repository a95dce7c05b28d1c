// What the README of an export for Keras says of how to run it.
import type { Experiment } from '#shared/experiment/schema'
import type { LoadedRun } from '../../inference/load-run'
import { shellWord } from '../package/example'
import type { ReadmeWords } from '../package/readme'

/** `requirements.txt`. */
export const requirements = `keras>=3.0
tensorflow>=2.16
numpy
`

export function kerasReadme({ experiment }: LoadedRun, example: string): ReadmeWords {
  return {
    title: 'for Keras 3',
    run: `In this folder:

\`\`\`sh
pip install -r requirements.txt
python predict.py ${shellWord(example)}
python predict.py --check
\`\`\`

\`--check\` runs \`test-vectors.json\` through the model and prints the largest difference from what the lab computed.
In a program of your own:

\`\`\`python
import keras

model = keras.saving.load_model("model.keras")
\`\`\`

Every layer is one of Keras's own, so it loads in safe mode.${notes(experiment)}
\`model.h5\` is the same model in the older HDF5 format, for tools that read nothing else.`,
    files: [
      ['model.keras', 'the model in the format of Keras 3'],
      ['model.h5', 'the same in the older HDF5 format'],
      ['predict.py', 'loads the model and runs it on texts'],
      ['unroll_text.py', 'text to token ids and back in plain Python'],
      ['requirements.txt', 'the Python packages'],
    ],
  }
}

function notes({ task, model }: Experiment): string {
  const layers = [...model.layers, ...(model.decoder?.layers ?? [])]
  const plain = layers.some(({ type }) => type === 'TimeDistributed')
    ? ' What the lab calls TimeDistributed(Dense) is a Dense here, which treats each step by itself too.'
    : ''
  // It has a TimeDistributed that cannot be put otherwise.
  const called =
    model.decoder?.attention === 'bahdanau'
      ? ' Call the model itself, `model([source, target])`, as `predict.py` does: in `model.predict` and `model.fit` the TimeDistributed of Keras 3.15 takes the batch for the length.'
      : ''
  const tied = model.tieEmbeddings
    ? ' In the lab the output layer shares the numbers of the Embedding; here it has a copy of them, so that training goes on with the two apart.'
    : ''
  const inputs =
    task === 'seq2seq'
      ? ' It takes two inputs, the ids of the source and those of the target so far, which begin with the start.'
      : ''
  return `${plain}${tied}${inputs}${called}`
}
