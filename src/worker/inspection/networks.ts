// The network of a run for the reference implementation: with the kept model's weights, or those of a snapshot.
import type { LayersModel, Tensor } from '@tensorflow/tfjs'
import { join } from 'node:path'
import type { Direction } from '#shared/domain/inside/cells'
import type { SnapshotChoice } from '#shared/domain/inside/inspection'
import { partsOf } from '#shared/domain/model-summary'
import type {
  CellWeights,
  ReferenceEncoderDecoder,
  ReferenceLayer,
  ReferenceNetwork,
} from '#shared/domain/reference/types'
import type { Experiment } from '#shared/experiment/schema'
import { success, type Failure, type Result } from '#shared/protocol/result'
import type { LoadedRun } from '../inference/load-run'
import { damaged } from '../inference/read-file'
import { readSnapshot, snapshotFolder, snapshotName } from '../recorder/snapshots'
import type { StoredTensor } from '../safetensors'
import { recurrentLayersOf, type RecurrentLayer } from '../kernels/recurrence'
import { encoderDecoderOf, networkOf, readNow, type ReadWeight } from '../model/network-of'

/** What of a run is needed to look at its network; a run that still trains has it too. */
export type Subject = Pick<
  LoadedRun,
  'experiment' | 'vocabulary' | 'targetVocabulary' | 'labels' | 'scale'
>

/** A network from ids to answers, or an encoder-decoder. */
export type Networks =
  | { readonly kind: 'single'; readonly network: ReferenceNetwork }
  | { readonly kind: 'pair'; readonly network: ReferenceEncoderDecoder }

/** The network of a model with its weights as `read` gives them; as they are now when it is left out. */
export function networksOf(
  model: LayersModel,
  experiment: Experiment,
  read: ReadWeight = readNow,
): Networks {
  return experiment.task === 'seq2seq'
    ? { kind: 'pair', network: encoderDecoderOf(model, experiment, read) }
    : { kind: 'single', network: networkOf(model, experiment, read) }
}

/**
 * The network of a run with the weights of its kept model or of a snapshot; the model itself is left alone. Fails with
 * `run-unreadable` when there is no such snapshot, it is damaged, or it is of another model.
 */
export async function withSnapshot(
  run: Pick<LoadedRun, 'folder' | 'model' | 'experiment'>,
  choice: SnapshotChoice,
): Promise<Result<Networks>> {
  const read = await readerOf(run, choice)
  return read.ok ? success(networksOf(run.model, run.experiment, read.value)) : read
}

/** What gives a run's weights as its kept model or a snapshot has them. Fails as `withSnapshot` does. */
export async function readerOf(
  { folder, model }: Pick<LoadedRun, 'folder' | 'model'>,
  choice: SnapshotChoice,
): Promise<Result<ReadWeight>> {
  if (choice === 'kept') return success(readNow)
  const stored = await readSnapshot(folder, choice)
  if (!stored.ok) return stored
  const file = join(folder, snapshotFolder, snapshotName(choice))
  return findMisfit(model, stored.value, file) ?? success(snapshotReader(model, stored.value))
}

/** Reads each weight of a model from stored ones of the same name; those that are not stored from the model. */
function snapshotReader(model: LayersModel, stored: ReadonlyMap<string, StoredTensor>): ReadWeight {
  const names = new Map<Tensor, string>()
  for (const { weights } of model.layers)
    for (const weight of weights) names.set(weight.read(), weight.originalName)
  return (weight) => {
    const values = stored.get(names.get(weight) ?? '')?.values
    return values instanceof Float32Array ? values : readNow(weight)
  }
}

function findMisfit(
  model: LayersModel,
  stored: ReadonlyMap<string, StoredTensor>,
  file: string,
): Failure | undefined {
  const weights = model.layers.flatMap((layer) => layer.weights)
  const shapes = new Map(weights.map((weight) => [weight.originalName, weight.shape.join('x')]))
  for (const [name, { shape, values }] of stored) {
    if (!(values instanceof Float32Array) || shapes.get(name) !== shape.join('x'))
      return damaged(file, `"${name}" is no weight of this run's model, or of another shape`)
  }
  return undefined
}

/** A recurrent layer that computes one way, with its weights. */
export interface RecurrentPlace {
  readonly layer: string
  readonly direction: Direction
  readonly weights: CellWeights
}

/** The recurrent layers from the input on; of a Bidirectional forward, then backward; of an encoder-decoder the encoder's first. */
export function recurrentPlaces(networks: Networks): RecurrentPlace[] {
  const layers =
    networks.kind === 'single'
      ? networks.network.layers
      : [...networks.network.encoder.layers, ...networks.network.decoder.layers]
  return layers.flatMap(placesOf)
}

function placesOf(layer: ReferenceLayer): RecurrentPlace[] {
  if (layer.type === 'Recurrent')
    return [{ layer: layer.name, direction: null, weights: layer.weights }]
  if (layer.type !== 'Bidirectional') return []
  return [
    { layer: layer.name, direction: 'forward', weights: layer.forward },
    { layer: layer.name, direction: 'backward', weights: layer.backward },
  ]
}

/** The same of a model as tfjs has it. */
export function modelPlaces(
  model: LayersModel,
  { model: options }: Pick<Experiment, 'model'>,
): (Pick<RecurrentPlace, 'layer' | 'direction'> & { readonly recurrent: RecurrentLayer })[] {
  return partsOf(options).flatMap(({ names }) =>
    names.flatMap((layer) => {
      const parts = recurrentLayersOf(model.getLayer(layer))
      const isBoth = parts.length > 1
      return parts.map((recurrent, index) => {
        const direction = isBoth ? (index === 0 ? 'forward' : 'backward') : null
        return { layer, direction, recurrent }
      })
    }),
  )
}
