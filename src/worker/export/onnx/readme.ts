// What the README of an export as ONNX says of how to run it.
import { inputLengthOf, type Task } from '#shared/experiment/schema'
import type { LoadedRun } from '../../inference/load-run'
import { shellWord } from '../package/example'
import type { ReadmeWords } from '../package/readme'
import { irVersion, opset } from './onnx-proto'

const words: Readonly<Record<Task, string>> = {
  classification: 'It prints a line of JSON for each text, with all probabilities.',
  tagging:
    'It prints a line of JSON for each sentence. A sentence is cut near to how the training tokens are.',
  'language-model':
    'It goes on from each text; an empty one begins anew. Options: `--length 100`, `--temperature 0.8` (0: the most probable token each time) and, in Python, `--top-k 20` and `--seed 1`.',
  seq2seq: 'It writes what belongs to each text; the most probable token is taken each time.',
}

export function onnxReadme(run: LoadedRun, example: string): ReadmeWords {
  const { task } = run.experiment
  const text = shellWord(example)
  return {
    title: 'as ONNX',
    run: `In Python 3.9 or newer:

\`\`\`sh
pip install -r requirements.txt
python run.py ${text}
\`\`\`

In Node 20 or newer:

\`\`\`sh
npm install onnxruntime-node
node run.mjs ${text}
\`\`\`

${words[task]} With \`--check\` both run the test vectors, print the largest difference, and fail when it is larger than it may be.

## The graph

One graph of opset ${opset} (IR version ${irVersion}) with standard operators alone; nodes have the names of the layers.

${tensorTable(run)}

${note(task)}`,
    files: [
      ['model.onnx', 'the model'],
      ['run.py`, `requirements.txt', 'runs it in Python'],
      ['unroll_text.py', 'text to token ids and back in plain Python'],
      ['run.mjs', 'runs it in Node'],
      ...moduleRows(task),
    ],
  }
}

function tensorTable({ experiment, model }: LoadedRun): string {
  const length = inputLengthOf(experiment) ?? 'any length'
  const width = model.outputs[0].shape.at(-1)
  const isSteps = model.outputs[0].shape.length === 3
  const inputs =
    experiment.task === 'seq2seq'
      ? [
          '| `source` | int64 | [batch, any length] | token ids as in vocabulary.json; 0 is padding |',
          '| `target` | int64 | [batch, any length] | token ids as in target-vocabulary.json: <start>, then what has been written |',
        ]
      : [`| \`ids\` | int64 | [batch, ${length}] | token ids as in vocabulary.json |`]
  const steps = experiment.task === 'seq2seq' ? 'length of target' : length
  const shape = isSteps ? `[batch, ${steps}, ${width}]` : `[batch, ${width}]`
  return `| name | type | shape | holds |
|---|---|---|---|
${inputs.join('\n')}
| \`output\` | float32 | ${shape} | what the last layer gives, after its activation |`
}

function note(task: Task): string {
  const dropout = 'Dropout does nothing in a trained model and is left out.'
  return task === 'language-model' || task === 'seq2seq'
    ? `${dropout} The graph keeps no state between two calls, so whoever writes with it gives it all that stands so far each time.`
    : dropout
}

function moduleRows(task: Task): ReadmeWords['files'] {
  if (task === 'tagging')
    return [['unroll-words.mjs', 'sentences to words and token ids in plain JavaScript']]
  const text = ['unroll-text.mjs', 'text to token ids in plain JavaScript'] as const
  return task === 'classification'
    ? [text]
    : [text, ['unroll-join.mjs', 'tokens to text in plain JavaScript']]
}
