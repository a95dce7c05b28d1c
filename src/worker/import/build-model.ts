// Builds the model of an imported run on the lab's own layers and gives it the file's weights, once stock tfjs computes the same.
import type { LayersModel } from '@tensorflow/tfjs'
import { partsOf } from '#shared/domain/model-summary'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { StoredModel } from '../inference/model-file'
import { buildModel } from '../model/build'
import { modelFiles } from '../model/save'
import { buildNetwork } from '../tasks/seq2seq/network/build'
import type { LoadControl } from '../text/control'
import { findDifference } from './compare-models'
import { findWrongContent } from './weight-content'
import { loadStockModel } from './load-stock-model'
import { Remarks } from './objections'
import { cleanTopology } from './topology/clean-topology'
import { readFileModel, type FileModel } from './topology/file-model'
import type { CleanLayer } from './topology/read-layer'
import { readJoiningLayers } from './topology/pair-layers'
import { stepwiseOf, type ReadNetwork } from './topology/read-network'
import { transferWeights, type LayerPair } from './transfer-weights'
import type { IdMap } from './words/id-map'

export interface Source {
  /** As sentences name it. */
  readonly file: string
  readonly stored: StoredModel
  readonly model: FileModel
  readonly network: ReadNetwork
  /** Ids of each input, as the file has them. */
  readonly ids: readonly number[]
  readonly control: LoadControl
}

/** The model, which the caller disposes. Fails with `model-refused`, or `run-unreadable` for weights that are not the layers'. */
export async function buildImported(
  source: Source,
  experiment: Experiment,
  map: IdMap,
): Promise<Result<LayersModel>> {
  const own = experiment.task === 'seq2seq' ? buildNetwork(experiment) : buildModel(experiment)
  const failed = await fillFrom(source, own.model, experiment, map)
  if (!failed) return success(own.model)
  own.model.dispose()
  return failed
}

/** Null once `own` has the file's weights and computes what the file's model does. */
async function fillFrom(
  { file, stored, model, network, ids, control }: Source,
  own: LayersModel,
  experiment: Experiment,
  map: IdMap,
): Promise<Failure | null> {
  const clean = await allLayers(model, network, own)
  if (typeof clean === 'string')
    return failure('model-refused', `${file} cannot be imported: ${clean}.`)
  const inputLength = network.kind === 'chain' ? network.inputLength : null
  const topology = cleanTopology(model, clean, inputLength)
  const restored = await loadStockModel(topology, stored, file)
  if (!restored.ok) return restored
  const stock = restored.value
  const isWriting = experiment.task === 'language-model'
  try {
    const wrong = findWrongContent(stock, experiment, file)
    if (wrong) return wrong
    transferWeights(stock, own, pairsOf(network, own, experiment), { map, isWriting })
    const stepwise = stepwiseOf(network)
    const compared = { stock, own, ids, map, inputLength, isWriting, stepwise }
    return await findDifference(compared, file, control)
  } finally {
    stock.dispose()
  }
}

/** With the layers between those that were read, where there are any; a clause when they are none of the lab's. */
async function allLayers(
  model: FileModel,
  network: ReadNetwork,
  own: LayersModel,
): Promise<ReadonlyMap<string, CleanLayer> | string> {
  if (network.kind === 'chain') return network.clean
  const built = readFileModel((await modelFiles(own)).topology, 'the model', new Remarks())
  if (!built.ok) throw new Error(built.message)
  const joining = readJoiningLayers(model, built.value, network.clean)
  return typeof joining === 'string' ? joining : new Map([...network.clean, ...joining])
}

function pairsOf(network: ReadNetwork, own: LayersModel, experiment: Experiment): LayerPair[] {
  // An encoder-decoder has the lab's names throughout.
  if (network.kind === 'encoder-decoder')
    return own.layers.map(({ name }) => ({ layer: name, source: name }))
  const [{ names }] = partsOf(experiment.model)
  return network.layers.map(({ source }, index) => ({ layer: names[index], source }))
}
