// The calls that look inside a run: the same for the engine, which takes a run, and the trainer, which takes its folder.
import type { ActivityRequest, UnitActivity } from '../domain/inside/activity'
import type { GradientFlow, GradientFlowRequest } from '../domain/inside/gradient-flow'
import type { Inspection, InspectionRequest, Snapshot } from '../domain/inside/inspection'
import type { Surgery } from '../domain/inside/surgery'
import type { Timeline, TimelineRecord } from '../domain/inside/timeline'
import type { LayerWeights, WeightHistory, WeightsRequest } from '../domain/inside/weights'
import type {
  Attribution,
  AttributionRequest,
  EmbeddingMap,
  EmbeddingMapRequest,
  Neighbour,
  NeighboursRequest,
} from '../domain/inside/words'
import type { Generation, GenerationRequest } from '../domain/generation'
import type { Result } from './result'

/** The first argument is a run by its id or folder for the engine, its folder for the trainer. Fail with `run-unreadable` and the like. */
export interface InspectionCalls {
  /** Weights that can be looked at beside the kept model's, by epoch. */
  snapshots(run: string): Promise<Result<readonly Snapshot[]>>
  inspect(run: string, request: InspectionRequest): Promise<Result<Inspection>>
  /** Writes text with a language model under surgery; `generated` events and `stop` as for `generate`. */
  writeUnderSurgery(
    run: string,
    request: GenerationRequest,
    surgery: Surgery,
  ): Promise<Result<Generation>>
  layerWeights(run: string, request: WeightsRequest): Promise<Result<LayerWeights>>
  weightHistory(
    run: string,
    request: Omit<WeightsRequest, 'snapshot'>,
  ): Promise<Result<WeightHistory>>
  unitActivity(run: string, request: ActivityRequest): Promise<Result<UnitActivity>>
  gradientFlow(run: string, request: GradientFlowRequest): Promise<Result<GradientFlow>>
  embeddingMap(run: string, request: EmbeddingMapRequest): Promise<Result<EmbeddingMap>>
  neighbours(run: string, request: NeighboursRequest): Promise<Result<readonly Neighbour[]>>
  attribution(run: string, request: AttributionRequest): Promise<Result<Attribution>>
  timeline(run: string): Promise<Result<Timeline>>
  timelineRecord(run: string, step: number): Promise<Result<TimelineRecord>>
}

export type InspectionCall = keyof InspectionCalls
