// What a sweep tells, and of what; once for people and once for programs.
import type { RunGroup, RunRecord } from '#shared/domain/run'
import type { SweepRun } from '#shared/experiment/sweep'
import type { LabEvent } from '#shared/protocol/lab-api'
import { bestOf, compareBest, type Best } from './format/run'

export interface PlannedRun extends SweepRun {
  /** Its place in the sweep, from 1. */
  readonly number: number
}

/** A run that has had its turn. */
export interface SweptRun extends PlannedRun {
  /** Null when it could not begin. */
  readonly record: RunRecord | null
  readonly folder: string | null
  readonly state: RunRecord['state']
  /** Why it did not end as it should. */
  readonly message: string | null
}

export interface SweepPrinter {
  /** The lab has filed the runs under a group. */
  begin(group: RunGroup): void
  started(planned: PlannedRun, record: RunRecord, folder: string): void
  /** What happens between the start of a run and its end. */
  take(event: LabEvent): void
  ended(run: SweptRun): void
  /** @param waiting those that had no turn */
  finish(runs: readonly SweptRun[], waiting: readonly PlannedRun[]): void
}

export interface Ranked {
  readonly run: SweptRun
  readonly best: Best | null
}

/** The best run first, by the metric that chose their models, or by validation accuracy where those differ. */
export function rank(runs: readonly SweptRun[]): Ranked[] {
  const ranked = runs.map((run) => ({ run, best: run.record && bestOf(run.record) }))
  const metrics = new Set(ranked.flatMap(({ best }) => (best ? [best.metric] : [])))
  const comparable =
    metrics.size < 2
      ? ranked
      : runs.map((run) => ({ run, best: run.record && bestOf({ ...run.record, kept: null }) }))
  return comparable.toSorted((a, b) => compareBest(a.best, b.best))
}
