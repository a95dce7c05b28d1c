// What a person does with runs that are in the store: name, tag and star them, delete, take one as a start.
import { formatBytes, plural } from '#shared/domain/format'
import type { ImportReport } from '#shared/domain/import'
import type { RunListItem, RunNotes } from '#shared/domain/run'
import type { Failure } from '#shared/protocol/result'
import { importedSentence } from '../features/import/import-words'
import type { LabClient } from '../lab'
import type { Control } from './control.svelte'
import type { Desk } from './desk.svelte'
import type { Notices } from './notices.svelte'
import type { Question } from './question'
import type { Runs } from './runs.svelte'
import { continuedFrom, withoutData, type Start } from './start-from'

export interface RunActionsOptions {
  readonly client: LabClient
  readonly runs: Runs
  readonly desk: Desk
  readonly control: Control
  readonly notices: Notices
  ask(question: Question): void
  showFailure(failure: Failure): void
}

export class RunActions {
  readonly #options: RunActionsOptions

  constructor(options: RunActionsOptions) {
    this.#options = options
  }

  /** Changes what is said of a run: shown at once, and as it was when it cannot be written. */
  async update(id: string, change: Partial<RunNotes>): Promise<boolean> {
    const { client, runs } = this.#options
    runs.note(id, change)
    const answer = await client.updateRun(id, change)
    if (answer.ok) return true
    this.#options.showFailure(answer)
    await runs.refresh()
    return false
  }

  /** Asks, then moves the runs to the trash. */
  askToDelete(ids: readonly string[]): void {
    const { runs } = this.#options
    const found = ids.flatMap((id) => runs.item(id) ?? [])
    const deletable = found.filter(({ id }) => id !== runs.trainingId)
    if (deletable.length === 0) return
    this.#options.ask({
      ...deleteWords(deletable),
      isDangerous: true,
      run: () => void this.delete(deletable.map(({ id }) => id)),
    })
  }

  /** Asks, then ends the run under way and moves it to the trash. */
  askToDiscard(): void {
    const run = this.#options.runs.training
    if (!run) return
    this.#options.ask({
      title: 'Discard this run?',
      message: `${run.record.name} ends now, and goes to the system trash with what it has learned.`,
      action: 'Discard',
      isDangerous: true,
      run: () => void this.#discard(run.id),
    })
  }

  async #discard(id: string): Promise<void> {
    const { runs, desk, control } = this.#options
    if (!(await control.discard(id))) return
    desk.forget([id])
    runs.forget([id])
  }

  /** Moves runs to the system's trash. */
  async delete(ids: readonly string[]): Promise<boolean> {
    const { client, runs, desk, notices } = this.#options
    const answer = await client.deleteRuns(ids)
    if (!answer.ok) {
      this.#options.showFailure(answer)
      await runs.refresh()
      return false
    }
    desk.forget(ids)
    runs.forget(ids)
    const words = `${plural(ids.length, 'run')} ${ids.length === 1 ? 'was' : 'were'} moved to the trash.`
    notices.add('success', words, { key: 'file' })
    return true
  }

  /** Says what came into the store, and what is to be known of it. */
  async tellImported({ runId, kind, notes }: ImportReport): Promise<void> {
    const { runs, notices } = this.#options
    await runs.refresh()
    const name = runs.item(runId)?.name ?? 'The run'
    notices.add('success', importedSentence(name, kind), { key: 'import', details: notes })
  }

  /** A new draft that begins with a run's weights. */
  async trainOn(id: string): Promise<boolean> {
    const start = await this.findStart(id)
    if (!start) return false
    const name = `${start.name}, trained on`.slice(0, 200)
    this.#options.desk.replaceDraft(continuedFrom({ ...start, name }))
    return true
  }

  /** What a run gives to start from; null when it cannot be read, which is told. */
  async findStart(id: string): Promise<Start | null> {
    const answer = await this.#options.runs.open(id)
    if (!answer.ok) {
      this.#options.showFailure(answer)
      return null
    }
    const { experiment, record, folder } = answer.value
    return { folder, name: record.name, experiment }
  }

  /** Takes a run's experiment as a new draft. */
  async repeat(id: string): Promise<boolean> {
    const { runs, desk } = this.#options
    const answer = await runs.open(id)
    if (!answer.ok) {
      this.#options.showFailure(answer)
      return false
    }
    const { experiment, record, isImported } = answer.value
    const copy = structuredClone(experiment)
    desk.replaceDraft({
      ...(isImported ? withoutData(copy) : copy),
      name: `${record.name}, changed`.slice(0, 200),
    })
    return true
  }
}

function deleteWords(runs: readonly RunListItem[]): Omit<Question, 'run'> {
  const bytes = runs.reduce((sum, run) => sum + (run.bytes ?? 0), 0)
  const size = bytes > 0 ? ` (${formatBytes(bytes)})` : ''
  if (runs.length === 1) {
    return {
      title: 'Delete this run?',
      message: `${runs[0].name}${size} goes to the system trash, from where you can bring it back.`,
      action: 'Delete',
    }
  }
  const count = plural(runs.length, 'run')
  return {
    title: `Delete ${count}?`,
    message: `${count}${size} go to the system trash, from where you can bring them back.`,
    action: `Delete ${count}`,
  }
}
