// Tells the window host what is under way and how each run ended.
import { noActivity, type Activity } from '#shared/domain/activity'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { EngineReport } from '#shared/protocol/engine-messages'

/** Listens to a lab from now on; an end is told before the activity without it. */
export function reportActivity(
  lab: { subscribe(listener: (event: LabEvent) => void): unknown },
  report: (report: EngineReport) => void,
): void {
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
