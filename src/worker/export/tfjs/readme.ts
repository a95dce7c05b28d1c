// What the README of an export for TensorFlow.js says of how to run it.
import type { Task } from '#shared/experiment/schema'
import type { LoadedRun } from '../../inference/load-run'
import type { ReadmeWords } from '../package/readme'

interface Words {
  /** How the model is loaded. */
  readonly load: string
  /** Gives an answer to the example, which is JavaScript, as a statement. */
  use(example: string): string
  /** Beyond the lines. */
  readonly more: string
  readonly files: ReadmeWords['files']
}

const textFile = ['unroll-text.mjs', 'text to token ids in plain JavaScript'] as const
const joinFile = ['unroll-join.mjs', 'tokens to text in plain JavaScript'] as const

const words: Readonly<Record<Task, Words>> = {
  classification: {
    load: 'const classify = await loadClassifier(tf)',
    use: (example) => `const [answer] = classify([${example}])`,
    more: '',
    files: [textFile],
  },
  tagging: {
    load: 'const tag = await loadTagger(tf)',
    use: (example) => `const [answer] = tag([${example}])`,
    more: 'A string is cut near to how the training tokens are; a list of tokens stays as it is.',
    files: [['unroll-words.mjs', 'sentences to words and token ids in plain JavaScript']],
  },
  'language-model': {
    load: 'const write = await loadWriter(tf)',
    use: (example) => `const answer = write(${example}, { length: 100, temperature: 0.8 })`,
    more: 'The recurrent layers keep their states between tokens, so that each costs the same. Further options are `topK`, `topP`, `repetitionPenalty` and `random`.',
    files: [textFile, joinFile],
  },
  seq2seq: {
    load: 'const convert = await loadConverter(tf)',
    use: (example) => `const [answer] = convert([${example}])`,
    more: 'The most probable token is taken each time.',
    files: [textFile, joinFile],
  },
}

export function tfjsReadme({ experiment }: LoadedRun, example: string): ReadmeWords {
  const { load, use, more, files } = words[experiment.task]
  const loader = /await (\w+)/.exec(load)?.[1]
  return {
    title: 'in the Layers format of TensorFlow.js',
    run: `In this folder, after \`npm install @tensorflow/tfjs\`, as \`try.mjs\`:

\`\`\`js
import * as tf from '@tensorflow/tfjs'
import { ${loader} } from './unroll-model.mjs'
${load}
${use(JSON.stringify(example))}
console.log(JSON.stringify(answer))
\`\`\`

${more === '' ? '' : `${more} `}The same lines run in a browser that gets this folder from a web server, put together by a bundler, or in a
\`<script type="module">\` behind a map that says what \`@tensorflow/tfjs\` is:

\`\`\`html
<script type="importmap">
  { "imports": { "@tensorflow/tfjs": "./node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js" } }
</script>
\`\`\``,
    files: [
      ['model.json`, `weights.bin', 'the model'],
      ...files,
      ['unroll-files.mjs', 'reads these files'],
      ['unroll-model.mjs', 'loads the model and runs it'],
    ],
  }
}
