// What the README of an export for TensorFlow.js says of how to run it.
import type { Task } from '#shared/experiment/schema'
import type { LoadedRun } from '../../inference/load-run'
import { readmeText, type ReadmeWords } from '../package/readme'

interface Words {
  /** How the model is loaded. */
  readonly load: string
  /** Gives an answer, as a statement. */
  readonly use: string
  /** Beyond the lines. */
  readonly more: string
  readonly files: ReadmeWords['files']
}

const text = JSON.stringify(readmeText)
const textFile = ['unroll-text.mjs', 'text to token ids in plain JavaScript'] as const
const joinFile = ['unroll-join.mjs', 'tokens to text in plain JavaScript'] as const

const words: Readonly<Record<Task, Words>> = {
  classification: {
    load: 'const classify = await loadClassifier(tf)',
    use: `const [answer] = classify([${text}])`,
    more: '',
    files: [textFile],
  },
  tagging: {
    load: 'const tag = await loadTagger(tf)',
    use: "const [answer] = tag([['A', 'wonderful', 'surprise', '.']])",
    more: 'Give the tokens of a sentence as the training data has them; a string is cut at its white space.',
    files: [['unroll-words.mjs', 'words to token ids in plain JavaScript']],
  },
  'language-model': {
    load: 'const write = await loadWriter(tf)',
    use: "const answer = write('', { length: 100, temperature: 0.8 })",
    more: 'The recurrent layers keep their states between tokens, so that each costs the same. Further options are `topK`, `topP`, `repetitionPenalty` and `random`.',
    files: [textFile, joinFile],
  },
  seq2seq: {
    load: 'const convert = await loadConverter(tf)',
    use: `const [answer] = convert([${text}])`,
    more: 'The most probable token is taken each time.',
    files: [textFile, joinFile],
  },
}

export function tfjsReadme({ experiment }: LoadedRun): ReadmeWords {
  const { load, use, more, files } = words[experiment.task]
  const loader = /await (\w+)/.exec(load)?.[1]
  return {
    title: 'in the Layers format of TensorFlow.js',
    run: `In this folder, after \`npm install @tensorflow/tfjs\`, as \`try.mjs\`:

\`\`\`js
import * as tf from '@tensorflow/tfjs'
import { ${loader} } from './unroll-model.mjs'
${load}
${use}
console.log(JSON.stringify(answer))
\`\`\`

${more === '' ? '' : `${more} `}The same lines run in a browser that gets this folder from a web server.`,
    files: [
      ['model.json`, `weights.bin', 'the model'],
      ...files,
      ['unroll-files.mjs', 'reads these files'],
      ['unroll-model.mjs', 'loads the model and runs it'],
    ],
  }
}
