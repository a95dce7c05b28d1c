// Tells the window host what is under way and how each run ended.
import { noActivity, type Activity } from '#shared/domain/activity'
import type { LabApi, LabEvent } from '#shared/protocol/lab-api'
import type { EngineReport } from '#shared/protocol/engine-messages'
import type { Lab } from './lab'
import { examTitle, raceTitle } from './laboratory/titles'

/** What windows see of a lab. */
export type ServedLab = Pick<Lab, 'api' | 'subscribe'>

/**
 * Listens to a lab from now on; the end of a run is told before the activity without it. No event tells of the end of
 * every race and exam, so they are followed by their calls.
 * @returns the lab for the windows: what they begin by its calls is told of
 */
export function reportActivity(lab: ServedLab, report: (report: EngineReport) => void): ServedLab {
  let activity = noActivity
  const change = (difference: Partial<Activity>): void => {
    activity = { ...activity, ...difference }
    report({ type: 'activity', activity })
  }
  lab.subscribe((event) => {
    if (event.type === 'run-ended') {
      report({ type: 'ended', record: event.record, goesOn: activity.waiting > 0 })
    }
    const reason = heldBecause(event)
    if (reason !== null) report({ type: 'held', reason })
    const difference = changeBy(event, activity)
    if (difference) change(difference)
  })
  const api = followStudies(lab.api, (study) => {
    if (study !== activity.study) change({ study })
  })
  return { api, subscribe: (listener) => lab.subscribe(listener) }
}

/** @param tell hears of the race or exam that is under way, which another call cannot begin beside */
function followStudies(api: LabApi, tell: (study: string | null) => void): LabApi {
  const underWay = new Set<{ readonly title: string }>()
  const tellFirst = (): void => tell([...underWay][0]?.title ?? null)
  async function during<Value>(title: string, call: () => Promise<Value>): Promise<Value> {
    const study = { title }
    underWay.add(study)
    tellFirst()
    try {
      return await call()
    } finally {
      underWay.delete(study)
      tellFirst()
    }
  }
  return {
    ...api,
    race: (request) => during(raceTitle(request), () => api.race(request)),
    exam: (request) => during(examTitle(request), () => api.exam(request)),
  }
}

function heldBecause(event: LabEvent): string | null {
  if (event.type !== 'queue' || !event.queue.isHeld || event.queue.entries.length === 0) return null
  return event.queue.notice ?? null
}

function changeBy(event: LabEvent, { run }: Activity): Partial<Activity> | null {
  switch (event.type) {
    case 'run-started':
      return { run: { name: event.record.name, isPaused: false } }
    case 'run-paused':
      return run && { run: { ...run, isPaused: event.reason === null } }
    case 'run-went-on':
      return run && { run: { ...run, isPaused: false } }
    case 'run-ended':
      return { run: null }
    case 'queue':
      return { waiting: event.queue.isHeld ? 0 : event.queue.entries.length }
    default:
      return null
  }
}
