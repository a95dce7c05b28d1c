// What the README of an export as safetensors says of how to use it.
import type { LoadedRun } from '../../inference/load-run'
import type { ReadmeWords } from '../package/readme'

export function safetensorsReadme({ experiment }: LoadedRun): ReadmeWords {
  const { tieEmbeddings } = experiment.model
  return {
    title: 'its weights as safetensors',
    run: `The weights alone, for a program of your own. After \`pip install safetensors numpy\` this lists them and
shows how they are read:

\`\`\`sh
python load.py
\`\`\`

The names are those of the layer table below with Keras's names behind, e.g. \`lstm/recurrent_kernel\`; a Bidirectional has
\`forward\` and \`backward\` between. The layout is Keras's:

- \`kernel\` of a Dense layer is [inputs, units]; \`output = input @ kernel + bias\`.
- \`kernel\` and \`recurrent_kernel\` of an LSTM hold the gates side by side in the order i, f, c, o; those of a GRU z, r, h.
- A GRU multiplies the old state by r before the product with \`recurrent_kernel\` (Keras's \`reset_after=False\`).
${tieEmbeddings ? '- The output is tied: its kernel is the embeddings, transposed, and is not stored a second time.\n' : ''}
The file's metadata has the layers with all their options as JSON under \`layers\`, and how texts become ids under \`text\`.`,
    files: [
      ['model.safetensors', 'the weights, 32-bit floats'],
      ['load.py', 'reads them with the safetensors package and NumPy'],
    ],
  }
}
