// Tells of a sweep for programs: one JSON object per line on stdout, progress on stderr.
import type { RunGroup, RunRecord } from '#shared/domain/run'
import { headlineOfRun } from '#shared/domain/run-headline'
import type { LabEvent } from '#shared/protocol/lab-api'
import { noteCopies } from './format/dataset'
import { epochJson } from './format/epoch'
import { bestOf } from './format/run'
import { formatProgress } from './format/progress'
import type { Output } from './output'
import { rank, type PlannedRun, type SweepPrinter, type SweptRun } from './sweep-printer'

export class JsonSweepPrinter implements SweepPrinter {
  readonly #output: Output
  readonly #plan: readonly PlannedRun[]
  #group: RunGroup | null = null
  /** Names the run that a line is about. */
  #current: { readonly id: string; readonly name: string } | null = null

  constructor(output: Output, plan: readonly PlannedRun[]) {
    this.#output = output
    this.#plan = plan
  }

  begin(group: RunGroup): void {
    this.#group = group
    this.#output.json(sweepJson(group, this.#plan))
  }

  started({ number, settings }: PlannedRun, { id, name }: RunRecord, folder: string): void {
    this.#current = { id, name }
    this.#output.json({ type: 'run-started', run: folder, id, name, number, settings })
  }

  take(event: LabEvent): void {
    switch (event.type) {
      case 'progress':
        return this.#output.progress(formatProgress(event.progress))
      case 'run-data':
        return noteCopies(this.#output, event.report)
      case 'epoch':
        return this.#output.json({ type: 'epoch', ...this.#current, ...epochJson(event.metrics) })
      case 'run-kept':
        return this.#output.json({ type: 'kept', ...this.#current, ...event.kept })
      case 'run-paused':
        return this.#output.json({
          type: 'paused',
          ...this.#current,
          reason: event.reason,
          ...event.position,
        })
      case 'run-went-on':
        return this.#output.json({ type: 'went-on', ...this.#current })
      case 'run-log':
        return event.line.level === 'warning' ? this.#output.note(event.line.message) : undefined
    }
  }

  ended({ number, settings, record, folder, state, message, experiment }: SweptRun): void {
    this.#output.json({
      type: 'done',
      run: folder,
      id: record?.id ?? null,
      name: experiment.name,
      number,
      settings,
      state,
      message,
      seconds: record?.seconds ?? 0,
      epochs: record?.epochs ?? 0,
      kept: record?.kept ?? null,
      headline: record && headlineOfRun(record),
      best: (record && bestOf(record)?.value) ?? null,
    })
  }

  finish(runs: readonly SweptRun[], waiting: readonly PlannedRun[]): void {
    const ended = rank(runs).map(({ run, best }) => ({
      run: run.folder,
      id: run.record?.id ?? null,
      name: run.experiment.name,
      number: run.number,
      state: run.state as string, // beside the states of runs, one for those that had no turn
      settings: run.settings,
      metric: best?.metric ?? null,
      best: best?.value ?? null,
    }))
    const skipped = waiting.map(({ number, settings, experiment: { name } }) => ({
      ...{ run: null, id: null, name, number },
      ...{ state: 'not-trained', settings, metric: null, best: null },
    }))
    const group = this.#group?.id ?? null
    this.#output.json({ type: 'sweep-done', group, runs: [...ended, ...skipped] })
  }
}

/** The first line: what is going to be trained; without a group in a dry run. */
export function sweepJson(
  group: { readonly id: string | null; readonly name: string },
  plan: readonly PlannedRun[],
): object {
  return {
    type: 'sweep',
    group: group.id,
    name: group.name,
    runs: plan.length,
    plan: plan.map(({ number, settings, experiment }) => ({
      number,
      name: experiment.name,
      settings,
    })),
  }
}
