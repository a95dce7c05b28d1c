// model.keras and model.h5, byte for byte the same for the same model.
import type { LayersModel } from '@tensorflow/tfjs'
import { zipFiles } from '../../../files/zip'
import { writeHdf5 } from '../../hdf5/write-hdf5'
import { modelFiles } from '../../model/save'
import type { Content } from '../exporter'
import { kerasModel, type TfjsTopology } from './model-config'
import { namesAtEachStep, plainTopology, stepsKey } from './plain-topology'
import { keras3Weights, legacyWeights, weightsByLayer } from './weights'

// The first version that reads such files; what Keras itself would put in is the time of saving.
const kerasVersion = '3.0.0'
const dateSaved = '1980-01-01@00:00:00'

/** The two files. Throws when the HDF5 library cannot write them. */
export async function kerasFiles(model: LayersModel): Promise<Content> {
  const files = await modelFiles(model)
  const own = files.topology as TfjsTopology // as the lab's models are saved
  const topology = plainTopology(own)
  const steps = namesAtEachStep(own)
  const { layers } = topology.config
  const weights = weightsByLayer(files)
  const described = kerasModel(topology, model, 'keras3')
  const keras = await zipFiles(
    [
      [
        'metadata.json',
        text({ keras_version: kerasVersion, date_saved: dateSaved, [stepsKey]: steps }),
      ],
      ['config.json', text(described)],
      ['model.weights.h5', await writeHdf5(keras3Weights(layers, weights))],
    ],
    { compress: false },
  )
  const about = { keras_version: kerasVersion, backend: 'tensorflow' }
  const h5 = await writeHdf5({
    attributes: {
      ...about,
      model_config: JSON.stringify(kerasModel(topology, model, 'legacy')),
      ...(steps.length > 0 && { [stepsKey]: steps }),
    },
    groups: { model_weights: legacyWeights(layers, weights, about) },
  })
  return [
    ['model.keras', keras],
    ['model.h5', h5],
  ]
}

function text(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}
