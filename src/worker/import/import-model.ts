// Takes a model from elsewhere, tfjs's Layers format or Keras's, into a run folder.
import { basename, join } from 'node:path'
import { summarizeModel } from '#shared/domain/model-summary'
import type { Task } from '#shared/experiment/schema'
import { success, type Failure, type Result } from '#shared/protocol/result'
import type { ImportedModel, ImportWork } from '#shared/protocol/trainer-api'
import { writeJson } from '../../files/write-file'
import { startBackend } from '../backend'
import { releaseRun, withRun } from '../inference/load-run'
import type { StoredModel } from '../inference/model-file'
import { saveModel } from '../model/save'
import type { LoadControl } from '../text/control'
import { findForbidden } from './bounded-json'
import { buildImported, type Source } from './build-model'
import { findWrongWeights } from './expected-weights'
import { importLimits } from './limits'
import { lookAtPath, type ModelPath } from './look-at-path'
import { Remarks } from './objections'
import { planRun, type Plan } from './plan-run'
import { readBounded, readSiblings } from './siblings'
import { importStopped, stepsOf } from './steps'
import { refuseLogits } from './task-of'
import { readTfjsModel } from './tfjs/read-tfjs-model'
import { readFileModel, type FileModel } from './topology/file-model'
import { idsOf, readNetwork, type ReadNetwork } from './topology/read-network'

/** Writes the run folder's files; fails with `run-unreadable` (damaged or crafted), `model-refused` (not expressible) or `stopped`. */
export async function importModel(
  work: ImportWork,
  control: LoadControl,
): Promise<Result<ImportedModel>> {
  const steps = stepsOf(control)
  const look = await lookAtPath(work.path)
  if (!look.ok) return look
  const { path, kind } = look.value
  const file = basename(path)
  const remarks = new Remarks()
  if (await steps.next()) return importStopped()
  const stored = await readStored(look.value, remarks)
  if (!stored.ok) return stored
  if (await steps.next()) return importStopped()
  const found = readModel(stored.value, file, remarks)
  if (!found.ok) return found
  const siblings = await readSiblings(look.value.folder)
  if (!siblings.ok) return siblings
  const { model, network } = found.value
  const named = { file, name: look.value.name, network, siblings: siblings.value, loss: model.loss }
  const plan = await planRun(named, work.options, remarks)
  if (!plan.ok) return plan
  if (await steps.next()) return importStopped()
  const source = { ...found.value, file, stored: stored.value, control }
  const failed = await writeRun(work.folder, source, plan.value)
  if (failed) return failed
  if (await steps.next()) return importStopped()
  const { experiment } = plan.value
  if (!siblings.value.experiment) tellOfModel(network, experiment.task, remarks)
  const parameters = summarizeModel(experiment).total
  return success({ kind, experiment, parameters, notes: remarks.notes })
}

async function readStored(
  { kind, path }: ModelPath,
  remarks: Remarks,
): Promise<Result<StoredModel>> {
  if (kind === 'tfjs') return readTfjsModel(path)
  const content = await readBounded(path, importLimits.modelBytes)
  if (!content.ok) return content.failure
  const { readKerasModel } = await import('./keras/read-keras-model')
  const read = await readKerasModel(content.value, basename(path))
  if (!read.ok) return read
  for (const note of read.value.notes) remarks.note(note)
  return read
}

interface Read {
  readonly model: FileModel
  readonly network: ReadNetwork
}

/** What the file's model is, once all of it was found to be something that the lab has, and its weights to be those of its layers. */
function readModel(stored: StoredModel, file: string, remarks: Remarks): Result<Read> {
  const forbidden = findForbidden(stored.topology, file)
  if (forbidden) return forbidden
  const model = readFileModel(stored.topology, file, remarks)
  if (!model.ok) return model
  const network = readNetwork(model.value, remarks)
  if (network) refuseLogits(network, remarks)
  const refused = remarks.failure(file)
  if (refused) return refused
  if (!network) throw new Error('a model was neither read nor refused')
  return findWrongWeights(stored, network, file) ?? success({ model: model.value, network })
}

/** Null when everything is on disk and reads as a run. */
async function writeRun(
  folder: string,
  source: Omit<Source, 'ids'>,
  { experiment, vocabulary, targetVocabulary, labels, map }: Plan,
): Promise<Failure | null> {
  await startBackend()
  const model = await buildImported({ ...source, ids: idsOf(source.network) }, experiment, map)
  if (!model.ok) return model
  try {
    const failed =
      (await writeJson(join(folder, 'experiment.json'), experiment)) ??
      (await writeJson(join(folder, 'vocabulary.json'), vocabulary)) ??
      (targetVocabulary &&
        (await writeJson(join(folder, 'target-vocabulary.json'), targetVocabulary))) ??
      (labels && (await writeJson(join(folder, 'labels.json'), labels))) ??
      (await saveModel(model.value, folder, 0))
    if (failed) return failed
  } finally {
    model.value.dispose()
  }
  const opened = await withRun(folder, () => Promise.resolve(success(null)))
  // The folder is about to get another name.
  releaseRun()
  return opened.ok ? null : opened
}

/** What was made of a model that no experiment of the lab describes. */
function tellOfModel(network: ReadNetwork, task: Task, remarks: Remarks): void {
  const layers = network.kind === 'chain' ? network.layers : network.decoder
  for (const { spec, source } of layers)
    if (spec.type === 'TimeDistributed' && network.clean.get(source)?.class_name === 'Dense')
      remarks.note(
        `layer "${source}" (Dense) works on each step by itself, which the lab calls TimeDistributed(Dense); it computes the same.`,
      )
  remarks.note(
    `It was taken for ${task} by its last layer. No data came with it: to train it further, choose data and start from this run.`,
  )
}
