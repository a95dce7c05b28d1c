// A checkpoint as one safetensors file: weights, the optimizer's numbers, and the rest of the state as JSON in the metadata.
import type { Tensor, Variable } from '@tensorflow/tfjs'
import { join } from 'node:path'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { Experiment } from '#shared/experiment/schema'
import { tf } from '../../backend'
import { readBytes } from '../../inference/read-file'
import { readSafetensors, writeSafetensors, type StoredTensor } from '../../safetensors'
import { stateFits, type OptimizerState } from '../optimizers'
import { checkpointFormat, checkpointStateSchema, type CheckpointState } from './state'

export interface StoredCheckpoint {
  readonly file: string
  readonly state: CheckpointState
  /** In the order of the model's trainable weights. */
  readonly weights: readonly StoredTensor[]
  readonly optimizer: OptimizerState
  /** What the next step depends on beside the weights, by name. */
  readonly carried: ReadonlyMap<string, StoredTensor>
}

/** The name of a checkpoint in its run folder. An epoch whose steps are done and that is not measured yet has one of its own. */
export function checkpointName({ position }: Pick<CheckpointState, 'position'>): string {
  const { step, stepInEpoch, stepsPerEpoch } = position
  const unmeasured = stepInEpoch === stepsPerEpoch ? '-unmeasured' : ''
  return `checkpoints/step-${String(step).padStart(7, '0')}${unmeasured}.safetensors`
}

/** The bytes of a checkpoint, a copy of everything; null when a weight is no finite number. */
export function checkpointBytes(
  state: CheckpointState,
  variables: readonly Variable[],
  slots: OptimizerState['slots'],
  carried: ReadonlyMap<string, Tensor>,
): Uint8Array | null {
  const tensors = new Map<string, StoredTensor>()
  for (const [index, variable] of variables.entries()) {
    const values = variable.dataSync<'float32'>()
    if (!areFinite(values)) return null
    tensors.set(`weights.${index}`, { shape: variable.shape, values })
  }
  for (const [weight, arrays] of slots) {
    for (const [place, values] of arrays.entries()) {
      tensors.set(`slots.${weight}.${place}`, { shape: [values.length], values })
    }
  }
  for (const [name, tensor] of carried) {
    const values = tensor.dataSync<'float32'>()
    if (!areFinite(values)) return null
    tensors.set(`${carriedPrefix}${name}`, { shape: tensor.shape, values })
  }
  const metadata = { format: checkpointFormat, state: JSON.stringify(state) }
  return writeSafetensors({ tensors, metadata })
}

/**
 * Reads `file`, a name in the run folder. Fails with `run-unreadable` when it is not there, damaged or of another version.
 */
export async function readCheckpoint(
  folder: string,
  file: string,
): Promise<Result<StoredCheckpoint>> {
  // The name may come from a run that somebody else gave away.
  if (!/^checkpoints\/[\w-][\w.-]*$/.test(file)) {
    return failure('run-unreadable', `"${file}" is no name of a checkpoint in a run folder.`)
  }
  const path = join(folder, file)
  const bytes = await readBytes(path)
  if (!bytes.ok) return bytes
  const content = readSafetensors(bytes.value, path)
  if (!content.ok) return content
  const { tensors, metadata } = content.value
  if (metadata.format !== checkpointFormat) return otherVersion(path, metadata.format)
  const state = checkpointStateSchema.safeParse(parseJson(metadata.state))
  if (!state.success) {
    const [issue] = state.error.issues
    return damaged(path, `${issue.path.join('.') || 'its state'}: ${issue.message}`)
  }
  const weights = numbered(tensors, (index) => `weights.${index}`)
  const slots = new Map<string, readonly Float32Array[]>()
  for (const index of weights.keys()) {
    const kept = numbered(tensors, (place) => `slots.${index}.${place}`)
    const arrays = kept
      .map(({ values }) => values)
      .filter((values) => values instanceof Float32Array)
    if (arrays.length > 0) slots.set(String(index), arrays)
  }
  const optimizer = { step: state.data.optimizer.step, slots }
  const carried = new Map(
    [...tensors].flatMap(([name, tensor]) =>
      name.startsWith(carriedPrefix) ? [[name.slice(carriedPrefix.length), tensor] as const] : [],
    ),
  )
  return success({ file: path, state: state.data, weights, optimizer, carried })
}

const carriedPrefix = 'carried.'

/** Why a checkpoint cannot belong to the experiment and its model; null when it can. */
export function findMismatch(
  { file, state, weights, optimizer }: StoredCheckpoint,
  { training }: Experiment,
  variables: readonly Variable[],
  stepsPerEpoch: number,
): Failure | null {
  const fits =
    weightsFit({ weights }, variables) &&
    state.optimizer.type === training.optimizer.type &&
    stateFits(training.optimizer, variables, optimizer) &&
    state.position.stepsPerEpoch === stepsPerEpoch &&
    (state.earlyStopping === null) === (training.earlyStopping === null) &&
    isPlace(state.position)
  return fits
    ? null
    : failure(
        'run-unreadable',
        `${file} does not fit the experiment of this run, so it cannot go on from there. Restore experiment.json, or train a new run.`,
      )
}

/** Whether the weights are those of such a model. */
export function weightsFit(
  { weights }: Pick<StoredCheckpoint, 'weights'>,
  variables: readonly Variable[],
): boolean {
  return (
    weights.length === variables.length &&
    variables.every(({ shape }, index) => sameShape(shape, weights[index]))
  )
}

/** Gives a model the weights of a checkpoint, which have to fit. */
export function restoreWeights(
  { weights }: Pick<StoredCheckpoint, 'weights'>,
  variables: readonly Variable[],
): void {
  tf.tidy(() => {
    for (const [index, variable] of variables.entries()) {
      variable.assign(tf.tensor(weights[index].values, variable.shape, 'float32'))
    }
  })
}

/** The carried tensors of a checkpoint; the caller's to dispose. */
export function carriedTensors({
  carried,
}: Pick<StoredCheckpoint, 'carried'>): ReadonlyMap<string, Tensor> {
  return new Map(
    [...carried].map(([name, { values, shape }]) => [
      name,
      tf.tensor(values, [...shape], 'float32'),
    ]),
  )
}

function numbered(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: (index: number) => string,
): StoredTensor[] {
  const found: StoredTensor[] = []
  for (let next = tensors.get(name(0)); next; next = tensors.get(name(found.length))) {
    found.push(next)
  }
  return found
}

function sameShape(shape: readonly number[], { shape: stored, values }: StoredTensor): boolean {
  return (
    values instanceof Float32Array &&
    areFinite(values) &&
    shape.length === stored.length &&
    shape.every((length, axis) => length === stored[axis])
  )
}

// A loop: `every` with a function takes several times as long on a large weight.
function areFinite(values: Float32Array): boolean {
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) return false
  }
  return true
}

function isPlace({ step, epoch, stepInEpoch, stepsPerEpoch }: CheckpointState['position']) {
  return stepInEpoch <= stepsPerEpoch && step === (epoch - 1) * stepsPerEpoch + stepInEpoch
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

function otherVersion(file: string, format: string | undefined): Failure {
  return failure(
    'run-unreadable',
    `${file} is of the format ${JSON.stringify(format ?? 'unknown')} and this version of Unroll reads ${checkpointFormat}. Use the version that wrote it.`,
  )
}

function damaged(file: string, detail: string): Failure {
  return failure('run-unreadable', `${file} is damaged: ${detail}.`)
}
