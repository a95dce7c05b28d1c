// Makes what older versions of the lab wrote into today's shapes, on reading; the files stay as they are.
import { runFormat } from '#shared/domain/run'
import { formatOf } from './read-json'

/** `run.json`: version 1 knew no best epoch, no checkpoints, no going on and no sweeps. */
export function migrateRecord(json: unknown): unknown {
  if (formatOf(json) !== 'unroll-run/1') return json
  return {
    ...Object(json),
    format: runFormat,
    kept: null,
    position: null,
    resumed: 0,
    group: null,
    settings: {},
  }
}

/** A step line of `metrics.jsonl`, version 1: it had no learning rate, and the time of each step alone. */
export interface FirstStep {
  readonly milliseconds: number
}

/** Makes steps of version 1, in their order, into today's: the time adds up. The rate is not known: NaN. */
export function stepMigration<Step extends FirstStep>(): (
  step: Step,
) => Step & { learningRate: number; seconds: number } {
  let seconds = 0
  return (step) => {
    if (Number.isFinite(step.milliseconds)) seconds += step.milliseconds / 1000
    return { ...step, learningRate: Number.NaN, seconds }
  }
}
