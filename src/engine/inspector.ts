// Looks inside runs: finds the folder of each and asks the helper thread.
import type { Surgery } from '#shared/domain/inside/surgery'
import type { InspectionCalls } from '#shared/protocol/inspection-calls'
import type { LabApi, RunReference } from '#shared/protocol/lab-api'
import type { Result } from '#shared/protocol/result'
import { deleteVariant, readVariants, saveVariant } from './runs/variants'

/** Calls `use` with the folder of a run that may be read, or written. */
export type WithRun = <Value>(
  run: RunReference,
  wish: 'read' | 'write',
  use: (folder: string) => Promise<Result<Value>>,
) => Promise<Result<Value>>

type VariantCalls = Pick<LabApi, 'variants' | 'saveVariant' | 'deleteVariant'>

/** Asks the helper thread. */
export type AskTrainer = <Value>(
  use: (trainer: InspectionCalls) => Promise<Result<Value>>,
) => Promise<Result<Value>>

/** The calls of LabApi that look into a run. */
export function inspectionCalls(
  askTrainer: AskTrainer,
  withRun: WithRun,
): InspectionCalls & VariantCalls {
  const ask = <Value>(
    run: RunReference,
    use: (trainer: InspectionCalls, folder: string) => Promise<Result<Value>>,
  ): Promise<Result<Value>> =>
    withRun(run, 'read', (folder) => askTrainer((trainer) => use(trainer, folder)))
  return {
    snapshots: (run) => ask(run, (trainer, folder) => trainer.snapshots(folder)),
    inspect: (run, request) => ask(run, (trainer, folder) => trainer.inspect(folder, request)),
    writeUnderSurgery: (run, request, surgery) =>
      ask(run, (trainer, folder) => trainer.writeUnderSurgery(folder, request, surgery)),
    layerWeights: (run, request) =>
      ask(run, (trainer, folder) => trainer.layerWeights(folder, request)),
    weightHistory: (run, request) =>
      ask(run, (trainer, folder) => trainer.weightHistory(folder, request)),
    unitActivity: (run, request) =>
      ask(run, (trainer, folder) => trainer.unitActivity(folder, request)),
    gradientFlow: (run, request) =>
      ask(run, (trainer, folder) => trainer.gradientFlow(folder, request)),
    embeddingMap: (run, request) =>
      ask(run, (trainer, folder) => trainer.embeddingMap(folder, request)),
    neighbours: (run, request) =>
      ask(run, (trainer, folder) => trainer.neighbours(folder, request)),
    attribution: (run, request) =>
      ask(run, (trainer, folder) => trainer.attribution(folder, request)),
    timeline: (run) => ask(run, (trainer, folder) => trainer.timeline(folder)),
    timelineRecord: (run, step) =>
      ask(run, (trainer, folder) => trainer.timelineRecord(folder, step)),
    variants: (run) => withRun(run, 'read', readVariants),
    saveVariant: (run, variant: { readonly name: string; readonly surgery: Surgery }) =>
      withRun(run, 'write', (folder) => saveVariant(folder, variant)),
    deleteVariant: (run, id) => withRun(run, 'write', (folder) => deleteVariant(folder, id)),
  }
}
