// The README of an exported model: what every format says, around what the format has to say of itself.
import { formatCount, formatShape } from '#shared/domain/format'
import { summarizeModel } from '#shared/domain/model-summary'
import type { Experiment } from '#shared/experiment/schema'
import type { LoadedRun } from '../../inference/load-run'

/** What a format has to say of itself. */
export interface ReadmeWords {
  /** After "A text classifier trained with Unroll, ", e.g. "as ONNX". */
  readonly title: string
  /** How to run it: Markdown, with code that a person can copy. */
  readonly run: string
  /** Its own files; the others are named by themselves. */
  readonly files: readonly (readonly [name: string, holds: string])[]
}

/** README.md. */
export function exportReadme(run: LoadedRun, { title, run: how, files }: ReadmeWords): string {
  const { experiment, labels } = run
  const named = labels.map((label) => `\`${label}\``).join(', ')
  return `# ${experiment.name}

${kindOf(experiment)} trained with Unroll, ${title}.
${named === '' ? '' : `Labels: ${named}.\n`}
## Run it

${how}

## Layers

${layerTable(experiment)}

## Files

| file | holds |
|---|---|
${fileRows(experiment, files)}
`
}

function kindOf({ task, data }: Experiment): string {
  switch (task) {
    case 'tagging':
      return 'A tagger of words'
    case 'language-model':
      return 'A language model'
    case 'seq2seq':
      return 'An encoder-decoder, which turns one text into another,'
    case 'classification':
      return {
        class: 'A text classifier',
        labels: 'A text classifier, which gives each text any number of labels,',
        number: 'A model that reads a number off a text,',
      }[data.labelKind]
  }
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

function fileRows(experiment: Experiment, files: ReadmeWords['files']): string {
  const all = [
    ...files,
    [
      'vocabulary.json',
      'how texts become token ids: the options, and the tokens in the order of their ids',
    ],
    ...ownRows(experiment),
    ['experiment.json', 'how the model was trained'],
    [
      'test-vectors.json',
      'inputs with what the lab makes of them: as people see it, and under `model` the ids and what the model itself gives',
    ],
    [
      'parity.json',
      'by how much at most another program computed something else from these files when they were written',
    ],
  ]
  return all.map(([name, holds]) => `| \`${name}\` | ${holds} |`).join('\n')
}

function ownRows({ task, data }: Experiment): ReadmeWords['files'] {
  switch (task) {
    case 'language-model':
      return []
    case 'seq2seq':
      return [['target-vocabulary.json', 'the same for what is written']]
    case 'tagging':
      return [['labels.json', 'the tags in the order of the output']]
    case 'classification':
      return [
        data.labelKind === 'number'
          ? ['labels.json', 'the scale of the number: output times deviation plus mean']
          : [
              'labels.json',
              'the labels in the order of the output; a single output is the probability of the second',
            ],
      ]
  }
}
