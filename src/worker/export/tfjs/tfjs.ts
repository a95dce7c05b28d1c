// The Layers format of TensorFlow.js: a folder that plain @tensorflow/tfjs runs.
import { success, type Result } from '#shared/protocol/result'
import type { Experiment } from '#shared/experiment/schema'
import { tf } from '../../backend'
import { readModelFiles, restoreStockModel } from '../../inference/model-file'
import { modelFiles, modelJson } from '../../model/save'
import type { Content, ExportedFiles, ExportedModel, Exporter } from '../exporter'
import classificationModule from '../javascript/classification.mjs?raw'
import languageModelModule from '../javascript/language-model.mjs?raw'
import seq2seqModule from '../javascript/seq2seq.mjs?raw'
import taggingModule from '../javascript/tagging.mjs?raw'
import filesModule from '../javascript/unroll-files.mjs?raw'
import joinModule from '../javascript/unroll-join.mjs?raw'
import textModule from '../javascript/unroll-text.mjs?raw'
import wordsModule from '../javascript/unroll-words.mjs?raw'
import { computeLayers } from '../package/compute-layers'
import { tfjsReadme } from './readme'

export const tfjs: Exporter = {
  findRefusal: () => null,
  async files({ run }) {
    const files = await modelFiles(run.model)
    return success([
      ['model.json', `${JSON.stringify(modelJson(files, 'weights.bin'), null, 2)}\n`],
      ['weights.bin', files.weights],
      ...moduleFiles(run.experiment),
    ])
  },
  readme: tfjsReadme,
  open,
}

function moduleFiles({ task }: Experiment): Content {
  const text = ['unroll-text.mjs', textModule] as const
  const join = ['unroll-join.mjs', joinModule] as const
  const files = ['unroll-files.mjs', filesModule] as const
  switch (task) {
    case 'classification':
      return [text, files, ['unroll-model.mjs', classificationModule]]
    case 'tagging':
      return [files, ['unroll-words.mjs', wordsModule], ['unroll-model.mjs', taggingModule]]
    case 'language-model':
      return [text, join, files, ['unroll-model.mjs', languageModelModule]]
    case 'seq2seq':
      return [text, join, files, ['unroll-model.mjs', seq2seqModule]]
  }
}

/** The layers as tfjs has them, without the lab's kernels. */
async function open(files: ExportedFiles): Promise<Result<ExportedModel>> {
  const stored = await readModelFiles(files)
  if (!stored.ok) return stored
  const model = await restoreStockModel(stored.value, 'model.json')
  if (!model.ok) return model
  return success({
    program: `TensorFlow.js ${tf.version['tfjs-layers']} (stock layers)`,
    compute: async (inputs, steps) => computeLayers(model.value, inputs, steps),
    close: () => model.value.dispose(),
  })
}
