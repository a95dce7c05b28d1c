// What trainer.mjs exports.
import type { Inspection, InspectionRequest } from '#shared/domain/inside/inspection'
import type { Experiment } from '#shared/experiment/schema'
import type { Result } from '#shared/protocol/result'

export const samplePath: string
export function writeText(text: string): Promise<{ path: string; close(): Promise<void> }>
export function train(experiment: Experiment): Promise<{
  look(request: InspectionRequest): Promise<Result<Inspection>>
  close(): Promise<void>
}>
