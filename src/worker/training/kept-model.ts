// The model that a run keeps: that of its best epoch, or of the last.
import { isBetter, monitorOf, valueOf } from '#shared/domain/best-epoch'
import type { Evaluation } from '#shared/domain/evaluation'
import type { EpochMetrics, KeptEpoch } from '#shared/domain/run'
import type { Monitor } from '#shared/experiment/training'
import type { TrainRequest } from '#shared/protocol/trainer-api'
import { isSaved, modelFiles, writeModel, type ModelFiles } from '../model/save'
import type { Learner } from '../tasks/task'
import { checkpointName, readCheckpoint, restoreWeights, weightsFit } from './checkpoint/file'
import type { CheckpointState, KeptEvaluation } from './checkpoint/state'
import type { Emit } from './emit'
import type { Saver } from './saver'

export interface KeptModelInput {
  readonly request: TrainRequest
  readonly learner: Pick<Learner, 'model' | 'variables' | 'beforeSave'>
  readonly saver: Saver
  readonly emit: Emit
  readonly resumed: CheckpointState | null
}

export class KeptModel {
  readonly #input: KeptModelInput
  readonly #monitor: Monitor | null
  #chosen: KeptEvaluation | null
  #saved: { kept: KeptEpoch; evaluation: Evaluation | null } | null

  constructor(input: KeptModelInput) {
    this.#input = input
    this.#monitor = monitorOf(input.request.experiment.training)
    this.#chosen = input.resumed?.kept ?? null
    this.#saved = this.#chosen
  }

  /** The best so far, on disk or on its way there. */
  get chosen(): KeptEvaluation | null {
    return this.#chosen
  }

  /** What is in model/; without evaluation when a person could not wait for one. */
  get saved(): { readonly kept: KeptEpoch; readonly evaluation: Evaluation | null } | null {
    return this.#saved
  }

  /**
   * Puts the kept model of a checkpoint back into model/ when that holds another, which a run wrote after the checkpoint.
   * Call it before the weights to train are restored; where the checkpoint of the kept epoch is gone, the model stays.
   */
  async restore(state: CheckpointState): Promise<void> {
    const { request, learner, saver } = this.#input
    const { variables } = learner
    const kept = this.#chosen
    if (!kept || (await isSaved(request.folder, kept.kept.step))) return
    const place = { ...state.position, step: kept.kept.step, stepInEpoch: 0 }
    const stored = await readCheckpoint(request.folder, checkpointName({ position: place }))
    if (!stored.ok || !weightsFit(stored.value, variables)) {
      return this.#warn(
        `The model of epoch ${kept.kept.epoch} is not in the run folder any more; model/ holds a later one until an epoch is better.`,
      )
    }
    restoreWeights(stored.value, variables)
    const files = await this.#files()
    saver.add(
      () => writeModel(files, request.folder, kept.kept.step),
      () => this.#tell(kept),
    )
  }

  /** Keeps the model as it is now if its epoch is the best so far; the file is written in the background. */
  async offer(metrics: EpochMetrics, evaluation: Evaluation): Promise<void> {
    const value = this.#monitor && valueOf(this.#monitor, metrics)
    const best = this.#chosen?.kept.value ?? null
    if (this.#monitor && value !== null && !isBetter(this.#monitor, value, best)) return
    const { epoch, step } = metrics
    const kept = { kept: { epoch, step, metric: this.#monitor, value }, evaluation }
    this.#chosen = kept
    await this.#save(kept.kept, () => this.#tell(kept))
  }

  /** Keeps the model as it is now, unmeasured, if there is no other. */
  async offerUnmeasured(epoch: number, step: number): Promise<void> {
    if (this.#chosen) return
    const kept = { epoch, step, metric: this.#monitor, value: null }
    await this.#save(kept, () => {
      this.#saved = { kept, evaluation: null }
    })
  }

  async #save({ step }: KeptEpoch, done: () => void): Promise<void> {
    const { request, saver } = this.#input
    const files = await this.#files()
    saver.add(() => writeModel(files, request.folder, step), done)
  }

  // What trains on changes the weights: they are copied now.
  #files(): Promise<ModelFiles> {
    const { learner } = this.#input
    learner.beforeSave?.()
    return modelFiles(learner.model)
  }

  #tell(kept: KeptEvaluation): void {
    this.#saved = kept
    this.#input.emit({ type: 'kept', runId: this.#input.request.runId, ...kept })
  }

  #warn(message: string): void {
    const { emit, request } = this.#input
    emit({ type: 'log', runId: request.runId, line: { level: 'warning', message } })
  }
}
