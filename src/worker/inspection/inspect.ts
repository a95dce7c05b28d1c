// Looks at what a network does with one text.
import type { Inspection, InspectionRequest } from '#shared/domain/inside/inspection'
import type { Prediction } from '#shared/domain/prediction'
import { success, type Result } from '#shared/protocol/result'
import type { LoadedRun } from '../inference/load-run'
import { taskModule } from '../tasks/index'
import { agreementOf } from './agreement'
import { look, type Look } from './look'
import { withSnapshot, type Networks } from './networks'
import { prepareSurgery } from './prepare-surgery'
import { readText } from './read-text'
import { referencePrediction } from './reference-prediction'

/**
 * Everything of a run's recurrent layers at every token of a text. Fails with `data-unusable` for a text without tokens, and for
 * an answer, an output or an operation that the model does not have; with `run-unreadable` for a snapshot that is not there.
 */
export async function inspect(
  run: LoadedRun,
  request: InspectionRequest,
): Promise<Result<Inspection>> {
  const read = readText(run, request.text)
  if (!read.ok) return read
  const networks = await withSnapshot(run, request.snapshot)
  if (!networks.ok) return networks
  const looked = look(run, networks.value, read.value, request)
  if (!looked.ok) return looked
  const predicted = await predictionOf(run, networks.value, looked.value, request)
  if (!predicted.ok) return predicted
  const { text, snapshot } = request
  const { pass, ...rest } = looked.value
  const agreement = isTheModel(request) ? agreementOf(run, pass) : null
  return success({ text, snapshot, ...rest, prediction: predicted.value, agreement })
}

/** Whether what is looked at is the kept model as it is. */
function isTheModel({ snapshot, surgery }: InspectionRequest): boolean {
  return snapshot === 'kept' && surgery.length === 0
}

async function predictionOf(
  run: LoadedRun,
  networks: Networks,
  { pass }: Look,
  request: InspectionRequest,
): Promise<Result<Prediction>> {
  const { text, surgery } = request
  if (isTheModel(request)) {
    const task = await taskModule(run.experiment.task)
    const predicted = await task.predict(run, [text], { beams: 1 })
    return predicted.ok ? success(predicted.value[0]) : predicted
  }
  const prepared = prepareSurgery(surgery, networks, pass.source.axis)
  if (!prepared.ok) return prepared
  return success(referencePrediction(run, networks, pass, text, prepared.value))
}
