// What the engine tells, brought to the parts of the window's state that it is about.
import { EndTeller } from '#shared/domain/end-teller'
import { endWords } from '#shared/domain/run-end'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { LabState } from './app.svelte'
import { isSameExperiment } from './same-experiment'

export class LabEvents {
  readonly #lab: LabState
  readonly #ends: EndTeller
  #lastEndedId: string | null = null

  constructor(lab: LabState) {
    this.#lab = lab
    this.#ends = new EndTeller((title, body) => lab.desktop.notify(title, body))
  }

  take(event: LabEvent): void {
    const { runs, control, data, inspect, notices, writings, timelines, race, exam } = this.#lab
    const { exports, imports } = this.#lab
    switch (event.type) {
      case 'run-started':
        return this.#onStarted(event)
      case 'run-ended':
        return this.#onEnded(event)
      case 'trainer-restarted':
        notices.add('warning', event.message, { key: 'trainer' })
        return
      case 'queue':
        return control.takeQueue(event.queue)
      case 'generated':
        return writings.take(event.id, event.tokens)
      case 'run-recorded':
        return timelines.take(event)
      case 'race-started':
      case 'race-points':
      case 'race-epoch':
        return race.take(event)
      case 'exam-score':
      case 'exam-progress':
        return exam.take(event)
      case 'runs-changed':
        return void runs.refresh()
      default:
        if (event.type === 'progress') {
          data.takeProgress(event.id, event.progress)
          inspect.requests.take(event.id, event.progress)
          race.take(event)
          exports.take(event.id, event.progress)
          imports.takeProgress(event.id, event.progress)
        } else if (event.type === 'run-paused') control.settle('pause')
        else if (event.type === 'run-went-on') control.settle('go-on')
        return runs.take(event)
    }
  }

  #onStarted(event: Extract<LabEvent, { type: 'run-started' }>): void {
    const lab = this.#lab
    const view = lab.runs.started(event)
    const isWished = lab.control.wish === 'start'
    lab.desk.dropStash(event.experiment)
    lab.control.settle()
    for (const key of ['engine', 'trainer', 'train', 'busy', 'not-ready', 'file', 'import'])
      lab.notices.clear(key)
    // What the queue or another window starts takes nobody away from what they do.
    const isDraft = isSameExperiment(event.experiment, lab.draft.experiment)
    const isFollowed = !lab.isEditing && lab.selected?.id === this.#lastEndedId
    const isLoaded = lab.connection === 'ready'
    if (view !== lab.selected && !(isLoaded && (isWished || isDraft || isFollowed))) return
    if (!isDraft) lab.desk.setAside()
    lab.show(view)
    if (isWished) lab.step = 'train'
  }

  #onEnded(event: Extract<LabEvent, { type: 'run-ended' }>): void {
    const { runs, control, queue, notices, step, selected } = this.#lab
    const { record } = event
    const isDiscarded = control.wish === 'discard'
    if (runs.trainingId === record.id && !isDiscarded) control.settle()
    this.#lastEndedId = record.id
    runs.ended(event)
    this.#lab.forgetBusy()
    void runs.refresh()
    if (isDiscarded) return
    const { failure } = endWords(record)
    // Where the run is looked at, the step itself says why.
    const isInView = step === 'train' && selected?.id === record.id
    if (failure && !isInView) notices.add('error', failure, { key: 'train' })
    this.#ends.tell(record, queue.goesOn)
  }
}
