// The safetensors format: all weights in Keras's names and layout, for programs of one's own.
import { partsOf } from '#shared/domain/model-summary'
import { success, type Result } from '#shared/protocol/result'
import { writeSafetensors, type StoredTensor } from '../../safetensors'
import type { LoadedRun } from '../../inference/load-run'
import type { ExportedFiles, ExportedModel, Exporter, ExportSubject } from '../exporter'
import loadScript from './load.py?raw'
import { networkFrom, numbersOf } from './network-weights'
import {
  findStray,
  misfit,
  readExportedExperiment,
  readExportedWeights,
  weightsFile,
} from './open-model'
import { plainModel } from './plain-model'
import { safetensorsReadme } from './readme'
import { weightName, weightPlaces } from './weight-places'

export const safetensors: Exporter = {
  findRefusal: () => null,
  files: (subject) =>
    Promise.resolve(
      success([
        [weightsFile, weightsOf(subject)],
        ['load.py', loadScript],
      ]),
    ),
  readme: safetensorsReadme,
  open: (files) => Promise.resolve(open(files)),
}

function weightsOf({ run, network }: ExportSubject): Uint8Array {
  const numbers = numbersOf(network)
  const tensors = new Map<string, StoredTensor>()
  for (const place of weightPlaces(run.experiment)) {
    const name = weightName(place)
    const values = numbers.get(name)
    if (!values) throw new Error(`the model has no ${name}`)
    tensors.set(name, { shape: place.shape, values: Float32Array.from(values) })
  }
  return writeSafetensors({ tensors, metadata: metadataOf(run) })
}

/** Safetensors have texts alone for metadata; what is more is JSON. */
function metadataOf({ experiment }: LoadedRun): Record<string, string> {
  const { task, model, text } = experiment
  const layers = partsOf(model).flatMap((part) =>
    part.layers.map((spec, place) => ({ ...spec, name: part.names[place] })),
  )
  return {
    ...{ format: 'unroll', layout: 'keras', task, layers: JSON.stringify(layers) },
    attention: model.decoder?.attention ?? 'none',
    tied_embeddings: String(model.tieEmbeddings),
    text: JSON.stringify(text),
  }
}

function open(files: ExportedFiles): Result<ExportedModel> {
  const experiment = readExportedExperiment(files)
  if (!experiment.ok) return experiment
  const tensors = readExportedWeights(files)
  if (!tensors.ok) return tensors
  const numbers = new Map<string, Float32Array>()
  for (const place of weightPlaces(experiment.value)) {
    const name = weightName(place)
    const tensor = tensors.value.get(name)
    if (tensor?.shape.join() !== place.shape.join() || !(tensor.values instanceof Float32Array))
      return misfit(name, tensor?.shape, place.shape)
    numbers.set(name, tensor.values)
  }
  const stray = findStray(tensors.value, new Set(numbers.keys()))
  if (stray) return stray
  const network = networkFrom(experiment.value, numbers)
  return success(plainModel(network, "the lab's plain reference"))
}
