// Tells of a sweep for people: its runs, a line for each that has ended, and a table with the best one first.
import { monitorWords } from '#shared/domain/best-epoch'
import { formatDuration, formatScore } from '#shared/domain/format'
import type { RunGroup, RunRecord } from '#shared/domain/run'
import { shortPath } from '#shared/experiment/sweep-names'
import type { LabEvent } from '#shared/protocol/lab-api'
import { noteCopies } from './format/dataset'
import { formatBackend } from './format/environment'
import { formatProgress } from './format/progress'
import { bestOf, formatSetting } from './format/run'
import { formatTable, type Column } from './format/table'
import type { Output } from './output'
import { rank, type PlannedRun, type SweepPrinter, type SweptRun } from './sweep-printer'

export class TextSweepPrinter implements SweepPrinter {
  readonly #output: Output
  /** Of all runs of the sweep, also of those that were left out. */
  readonly #count: number
  #current: PlannedRun | null = null
  /** Said once: the machine is the same for all runs. */
  #isBackendTold = false

  constructor(output: Output, plan: readonly PlannedRun[]) {
    this.#output = output
    this.#count = Math.max(...plan.map(({ number }) => number))
    output.line(`${formatPlan(plan)}\n`)
  }

  begin({ id, name }: RunGroup): void {
    this.#output.note(`Filed as the group ${id} (${name}).`)
  }

  started(planned: PlannedRun): void {
    this.#current = planned
  }

  take(event: LabEvent): void {
    switch (event.type) {
      case 'progress':
        return this.#output.progress(`${this.#place()}: ${formatProgress(event.progress)}`)
      case 'run-environment':
        if (!this.#isBackendTold) this.#output.note(`Backend: ${formatBackend(event.environment)}`)
        this.#isBackendTold = true
        return
      case 'run-data':
        return noteCopies(this.#output, event.report)
      case 'run-log':
        if (event.line.level === 'warning' || event.line.message === 'Went on.')
          this.#output.note(`${this.#place()}: ${event.line.message}`)
    }
  }

  ended({ number, experiment, state, message, record }: SweptRun): void {
    const parts = [state, ...(record ? resultOf(record) : [])]
    this.#output.line(`${number} of ${this.#count}  ${experiment.name}: ${parts.join(', ')}`)
    if (state !== 'done' && message) this.#output.note(message)
  }

  finish(runs: readonly SweptRun[]): void {
    if (runs.length > 0) this.#output.line(`\n${formatRanking(runs)}`)
  }

  #place(): string {
    return `Run ${this.#current?.number ?? 1} of ${this.#count}`
  }
}

/** The runs and what is set for each. */
export function formatPlan(plan: readonly PlannedRun[]): string {
  return formatTable(
    [{ title: 'Run', align: 'right' }, ...settingColumns(plan)],
    plan.map((run) => [String(run.number), ...settingCells(run)]),
  )
}

function formatRanking(runs: readonly SweptRun[]): string {
  const ranked = rank(runs)
  const metric = ranked[0].best?.metric ?? 'valAccuracy'
  return formatTable(
    [
      { title: `Best ${monitorWords[metric]}`, align: 'right' },
      { title: 'Run', align: 'right' },
      ...settingColumns(runs),
      { title: 'State' },
      { title: 'Id' },
    ],
    ranked.map(({ run, best }) => [
      best ? formatScore(best.value) : '',
      String(run.number),
      ...settingCells(run),
      run.state,
      run.record?.id ?? '',
    ]),
  )
}

function settingColumns([first]: readonly PlannedRun[]): Column[] {
  return Object.keys(first.settings).map((path) => ({ title: shortPath(path) }))
}

function settingCells({ settings }: PlannedRun): string[] {
  return Object.values(settings).map(formatSetting)
}

function resultOf(record: RunRecord): string[] {
  const best = bestOf(record)
  const score = best ? [`${monitorWords[best.metric]} ${formatScore(best.value)}`] : []
  return [...score, formatDuration(record.seconds)]
}
