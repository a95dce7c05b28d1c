// What the README of a PyTorch project says of how to run it.
import { basename } from 'node:path'
import { dataPathsOf } from '#shared/experiment/data'
import type { Experiment } from '#shared/experiment/schema'
import type { LoadedRun } from '../../inference/load-run'
import { shellWord } from '../package/example'
import type { ReadmeWords } from '../package/readme'
import { projectFiles } from './project-files'

export function pytorchReadme({ experiment }: LoadedRun, example: string): ReadmeWords {
  const isWriter = experiment.task === 'language-model'
  const given = isWriter ? '--length 200 --temperature 0.8' : shellWord(example)
  return {
    title: 'as a PyTorch project',
    run: `In this folder, with Python 3.9 or newer:

\`\`\`sh
pip install -r requirements.txt
python predict.py ${given}
python predict.py --check
\`\`\`

The first line of Python uses the model, the second computes the test vectors with it and tells by how much it differs at most from
what the lab computed. \`python predict.py --help\` tells what else there is.

The network is the lab's: where PyTorch's own layer has the same equations it is used, where it has others it is written out in
\`layers.py\`. PyTorch's GRU is one of these: it resets the state after the product, this one before it.

## Go on training

\`\`\`sh
${trainLine(experiment)}
python predict.py --weights trained.safetensors ${given}
\`\`\`

trains with the settings of \`experiment.json\` (optimizer, learning rate, batch size, loss, dropout, clipping, seed) and sets the same
rows aside to validate on as the lab. On several GPUs or processors:

\`\`\`sh
torchrun --nproc_per_node 4 ${trainLine(experiment).replace('python ', '')}
\`\`\`

Each process takes a batch of its own, so that four of them train on four times as many examples in a step. ${dataWords(experiment)}`,
    files: [
      ['network.json', 'the layers with their names, sizes and options'],
      [
        'model.safetensors',
        "the weights in PyTorch's names and layout; gates of an LSTM in the order i, f, g, o",
      ],
      ...projectFiles(experiment).map(({ name, holds }) => [name, holds] as const),
    ],
  }
}

function trainLine({ data }: Experiment): string {
  const named = dataPathsOf(data).map((path) => JSON.stringify(basename(path)))
  const held = data.validationPath
    ? ` --validation ${JSON.stringify(basename(data.validationPath))}`
    : ''
  return `python train.py --data ${named.length === 0 ? 'pairs.tsv' : named.join(' ')}${held}`
}

function dataWords({ data }: Experiment): string {
  const kinds =
    'train.py reads .csv, .tsv, .jsonl, .json, .txt, .md and CoNLL files, each also as .gz, and folders of them; convert or unpack .parquet, .zip and .tar first.'
  return data.generator
    ? `${kinds} The lab made the data of this run itself, which train.py does not: give a file with a source and a target in each row.`
    : kinds
}
