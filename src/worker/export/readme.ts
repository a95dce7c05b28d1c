// The README of an exported model.
import { formatCount, formatShape } from '#shared/domain/format'
import { summarizeModel } from '#shared/domain/model-summary'
import type { Experiment, Task } from '#shared/experiment/schema'
import type { LoadedRun } from '../inference/load-run'

/** The text that the README's lines classify; the first of the test vectors too. */
export const readmeText = 'A wonderful surprise from start to end.'

interface Words {
  readonly what: string
  /** How the model is loaded. */
  readonly load: string
  /** Gives an answer, as a statement. */
  readonly use: string
  /** Beyond the lines. */
  readonly more: string
  readonly files: readonly (readonly [name: string, holds: string])[]
}

const text = JSON.stringify(readmeText)
const textFile = ['unroll-text.mjs', 'text to token ids in plain JavaScript'] as const
const joinFile = ['unroll-join.mjs', 'tokens to text in plain JavaScript'] as const
const labelsFile = [
  'labels.json',
  'the labels in the order of the output; a single output is the probability of the second',
] as const
const scaleFile = [
  'labels.json',
  'the scale of the number: output times deviation plus mean',
] as const

const words: Readonly<Record<Exclude<Task, 'classification'>, Words>> = {
  tagging: {
    what: 'A tagger of words',
    load: 'const tag = await loadTagger(tf)',
    use: "const [answer] = tag([['A', 'wonderful', 'surprise', '.']])",
    more: 'Give the tokens of a sentence as the training data has them; a string is cut at its white space.',
    files: [
      ['labels.json', 'the tags in the order of the output'],
      ['unroll-words.mjs', 'words to token ids in plain JavaScript'],
    ],
  },
  'language-model': {
    what: 'A language model',
    load: 'const write = await loadWriter(tf)',
    use: "const answer = write('', { length: 100, temperature: 0.8 })",
    more: 'The recurrent layers keep their states between tokens, so that each costs the same. Further options are `topK`, `topP`, `repetitionPenalty` and `random`.',
    files: [textFile, joinFile],
  },
  seq2seq: {
    what: 'An encoder-decoder, which turns one text into another,',
    load: 'const convert = await loadConverter(tf)',
    use: `const [answer] = convert([${text}])`,
    more: 'The most probable token is taken each time.',
    files: [['target-vocabulary.json', 'the same for what is written'], textFile, joinFile],
  },
}

function wordsOf({ experiment }: LoadedRun): Words {
  if (experiment.task !== 'classification') return words[experiment.task]
  const { labelKind } = experiment.data
  return {
    what: {
      class: 'A text classifier',
      labels: 'A text classifier, which gives each text any number of labels,',
      number: 'A model that reads a number off a text,',
    }[labelKind],
    load: 'const classify = await loadClassifier(tf)',
    use: `const [answer] = classify([${text}])`,
    more: '',
    files: [labelKind === 'number' ? scaleFile : labelsFile, textFile],
  }
}

/** README.md: the five lines that run the model, its layers and its files. */
export function exportReadme(run: LoadedRun): string {
  const { experiment, labels } = run
  const { what, load, use, more, files } = wordsOf(run)
  const loader = /await (\w+)/.exec(load)?.[1]
  const named = labels.map((label) => `\`${label}\``).join(', ')
  return `# ${experiment.name}

${what} trained with Unroll, in the Layers format of TensorFlow.js.
${named === '' ? '' : `Labels: ${named}.\n`}
## Run it

In this folder, after \`npm install @tensorflow/tfjs\`, as \`try.mjs\`:

\`\`\`js
import * as tf from '@tensorflow/tfjs'
import { ${loader} } from './unroll-model.mjs'
${load}
${use}
console.log(JSON.stringify(answer))
\`\`\`

${more === '' ? '' : `${more} `}The same lines run in a browser that gets this folder from a web server.

## Layers

${layerTable(experiment)}

## Files

| file | holds |
|---|---|
${fileRows(files)}
`
}

function layerTable(experiment: Experiment): string {
  const { layers, total } = summarizeModel(experiment)
  const rows = layers.map(
    ({ name, type, outputShape, count }) =>
      `| ${name} | ${type} | ${formatShape(outputShape)} | ${formatCount(count)} |`,
  )
  return `| name | type | output shape | parameters |
|---|---|---|---|
${rows.join('\n')}

${formatCount(total)} parameters in all.`
}

function fileRows(files: Words['files']): string {
  const all = [
    ['model.json`, `weights.bin', 'the model'],
    [
      'vocabulary.json',
      'how texts become token ids: the options, and the tokens in the order of their ids',
    ],
    ...files,
    ['experiment.json', 'how the model was trained'],
    ['unroll-files.mjs', 'reads these files'],
    ['unroll-model.mjs', 'loads the model and runs it'],
    [
      'test-vectors.json',
      'inputs with what the model makes of them, to check another runtime against',
    ],
  ]
  return all.map(([name, holds]) => `| \`${name}\` | ${holds} |`).join('\n')
}
