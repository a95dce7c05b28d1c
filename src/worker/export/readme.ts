// The README of an exported model.
import { formatCount, formatShape } from '#shared/domain/format'
import { summarizeModel } from '#shared/domain/model-summary'
import type { Experiment } from '#shared/experiment/schema'

/** The text that the README's lines classify; the first of the test vectors too. */
export const readmeText = 'A wonderful surprise from start to end.'

/** README.md: the five lines that run the model, its layers and its files. */
export function exportReadme(experiment: Experiment, labels: readonly string[]): string {
  const { layers, total } = summarizeModel(experiment)
  const rows = layers.map(
    ({ name, type, outputShape, count }) =>
      `| ${name} | ${type} | ${formatShape(outputShape)} | ${formatCount(count)} |`,
  )
  return `# ${experiment.name}

A text classifier trained with Unroll, in the Layers format of TensorFlow.js.
Labels: ${labels.map((label) => `\`${label}\``).join(', ')}.

## Run it

In this folder, after \`npm install @tensorflow/tfjs\`, as \`try.mjs\`:

\`\`\`js
import * as tf from '@tensorflow/tfjs'
import { loadClassifier } from './unroll-model.mjs'
const classify = await loadClassifier(tf)
const [answer] = classify([${JSON.stringify(readmeText)}])
console.log(JSON.stringify(answer))
\`\`\`

The same lines run in a browser that gets this folder from a web server.

## Layers

| name | type | output shape | parameters |
|---|---|---|---|
${rows.join('\n')}

${formatCount(total)} parameters in all.

## Files

| file | holds |
|---|---|
| \`model.json\`, \`weights.bin\` | the model |
| \`vocabulary.json\` | how texts become token ids: the options, and the tokens in the order of their ids |
| \`labels.json\` | the labels in the order of the output; a single output is the probability of the second |
| \`experiment.json\` | how the model was trained |
| \`unroll-text.mjs\` | text to token ids in plain JavaScript |
| \`unroll-model.mjs\` | loads the files and classifies |
| \`test-vectors.json\` | texts with their token ids and probabilities, to check another runtime against |
`
}
