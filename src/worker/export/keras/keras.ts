// Keras: model.keras for Keras 3 and model.h5 in the older HDF5 format, both from the same model, with a program that reads texts.
import type { LayersModel } from '@tensorflow/tfjs'
import { formatBytes } from '#shared/domain/format'
import { partsOf } from '#shared/domain/model-summary'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { LayerSpec } from '#shared/experiment/layers'
import { tf } from '../../backend'
import { readKerasModel } from '../../import/keras/read-keras-model'
import type { LoadedRun } from '../../inference/load-run'
import { restoreStockModel } from '../../inference/model-file'
import type { ExportedFiles, ExportedModel, Exporter } from '../exporter'
import { computeLayers } from '../package/compute-layers'
import textModule from '../python/unroll_text.py?raw'
import { kerasFiles } from './keras-files'
import predictModule from './predict.py?raw'
import { kerasReadme, requirements } from './readme'

export const keras: Exporter = {
  findRefusal,
  async files({ run }) {
    return success([
      ...(await kerasFiles(run.model)),
      ['predict.py', predictModule],
      ['unroll_text.py', textModule],
      ['requirements.txt', requirements],
    ])
  },
  readme: kerasReadme,
  open,
}

/** What the HDF5 library holds at once, in bytes: of one weight, and of all of them. */
const [mostOfWeight, mostOfAll] = [2 ** 30, 2 ** 31 - 2 ** 24]

function findRefusal({ experiment, model }: LoadedRun): Failure | null {
  for (const { layers, names } of partsOf(experiment.model))
    for (const [index, layer] of layers.entries())
      if (activationsOf(layer).includes('hardSigmoid'))
        return failure(
          'model-refused',
          `Layer "${names[index]}" has hardSigmoid, which Keras 3 computes otherwise (x / 6 + 0.5, here 0.2 x + 0.5), so that its answers would be others. Train with sigmoid, or export in another format.`,
        )
  const sizes = model.weights.map(({ name, shape }) => ({ name, bytes: bytesOf(shape) }))
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  const large = sizes.toSorted((one, other) => other.bytes - one.bytes)[0]
  if (large.bytes <= mostOfWeight && total <= mostOfAll) return null
  return failure(
    'model-refused',
    `The model has ${formatBytes(total)} of weights, ${formatBytes(large.bytes)} of them ${large.name}, and the HDF5 library writes at most ${formatBytes(mostOfAll)}, ${formatBytes(mostOfWeight)} of one weight. Export in another format.`,
  )
}

function bytesOf(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((product, side) => product * (side ?? 1), 4)
}

function activationsOf(layer: LayerSpec): string[] {
  return [
    ...('activation' in layer ? [layer.activation] : []),
    ...('recurrentActivation' in layer ? [layer.recurrentActivation] : []),
    ...('layer' in layer ? activationsOf(layer.layer) : []),
  ]
}

const files = ['model.keras', 'model.h5'] as const

/** Both files, computed with tfjs's own layers: the same weights, so the same numbers to the last bit. */
async function open(exported: ExportedFiles): Promise<Result<ExportedModel>> {
  const models: LayersModel[] = []
  const close = (): void => models.splice(0).forEach((model) => model.dispose())
  for (const name of files) {
    const model = await restored(exported, name)
    if (!model.ok) {
      close()
      return model
    }
    models.push(model.value)
  }
  return success({
    program: `TensorFlow.js ${tf.version['tfjs-layers']} from the Keras files (h5wasm)`,
    compute: async (inputs, steps) => {
      const [first, second] = models.map((model) => computeLayers(model, inputs, steps))
      if (
        !first.every((row, index) => row.every((value, at) => Object.is(value, second[index][at])))
      )
        throw new Error('model.keras and model.h5 do not give the same answers')
      return first
    },
    close,
  })
}

async function restored(exported: ExportedFiles, name: string): Promise<Result<LayersModel>> {
  const content = exported.get(name)
  if (!content) return failure('run-unreadable', `${name} is missing among the exported files.`)
  const stored = await readKerasModel(content, name)
  return stored.ok ? restoreStockModel(stored.value, name) : stored
}
