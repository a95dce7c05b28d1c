// One page that opens from disk and answers by itself: the model, the vocabulary and the program in one file.
import { formatCount } from '#shared/domain/format'
import { summarizeModel } from '#shared/domain/model-summary'
import { failure, success, type Failure } from '#shared/protocol/result'
import type { LoadedRun } from '../../inference/load-run'
import type { Exporter } from '../exporter'
import { openPage, pageFile } from './open-page'
import { packNetwork } from './pack-network'
import { pageData } from './page-data'
import { dataBlock, renderPage } from './render-page'

/** Of a page that a browser still opens. */
const mostParameters = 32_000_000

export const html: Exporter = {
  findRefusal,
  async files(subject) {
    const { experiment } = subject.run
    const { description, weights } = packNetwork(subject.network, experiment.model.tieEmbeddings)
    const data = dataBlock(await pageData(subject, description))
    const page = renderPage({ name: experiment.name, data, weights: base64(weights) })
    return success([[pageFile, page]])
  },
  readme: () => ({
    title: 'as one page that opens in a browser',
    run: `Open \`${pageFile}\` in a browser: from this folder, from a stick, from a web server. It computes by itself and sends nothing; it can be passed on
alone. "Check" at its end computes the test vectors and shows the largest difference from the lab.`,
    files: [[pageFile, 'the page: the model, the vocabulary and what computes them']],
  }),
  open: openPage,
}

function findRefusal({ experiment }: LoadedRun): Failure | null {
  const { layers, total } = summarizeModel(experiment)
  if (total <= mostParameters) return null
  const largest = layers.reduce((one, other) => (other.count > one.count ? other : one))
  return failure(
    'model-refused',
    `The model has ${formatCount(total)} parameters, ${formatCount(largest.count)} of them in ${largest.name} (${largest.type}); a page holds up to ${formatCount(mostParameters)}. Export as onnx or tfjs, or train a smaller model.`,
  )
}

function base64(weights: Float32Array): string {
  return Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength).toString('base64')
}
