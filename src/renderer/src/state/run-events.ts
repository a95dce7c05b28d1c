// What events tell of the run under way, put into its view.
import type { LabEvent } from '#shared/protocol/lab-api'
import type { RunView } from './run-view.svelte'

/** Takes an event about this run; events of other kinds change nothing. */
export function takeRunEvent(view: RunView, event: LabEvent): void {
  switch (event.type) {
    case 'steps':
      return view.steps.append(event.steps)
    case 'progress':
      view.progress = event.progress
      return
    case 'epoch':
      return view.addEpoch(event.metrics)
    case 'run-sample':
      return view.addSample(event.sample)
    case 'run-tested':
      view.testEvaluation = event.evaluation
      return
    case 'run-log':
      return view.addLogLine(event.line)
    case 'run-kept':
    case 'run-checkpoint':
    case 'run-paused':
    case 'run-went-on':
      return takeState(view, event)
    default:
      return takeFact(view, event)
  }
}

type StateEvent = Extract<
  LabEvent,
  { type: 'run-kept' | 'run-checkpoint' | 'run-paused' | 'run-went-on' }
>

function takeState(view: RunView, event: StateEvent): void {
  if (event.type === 'run-kept') {
    view.update({ kept: event.kept })
    view.evaluation = event.evaluation
    view.hasModel = true
  } else if (event.type === 'run-checkpoint') {
    view.checkpoints = event.checkpoints
    const newest = event.checkpoints.at(-1)
    if (newest) view.update({ position: newest })
  } else if (event.type === 'run-paused') {
    view.update({ state: 'paused', position: event.position })
    view.pausedReason = event.reason
  } else {
    view.update({ state: 'running' })
    view.pausedReason = null
  }
}

/** What is found out once, before the first step. */
function takeFact(view: RunView, event: LabEvent): void {
  if (event.type === 'run-data') view.report = event.report
  else if (event.type === 'run-baselines') view.baselines = event.baselines
  else if (event.type === 'run-summary') view.summary = event.summary
  else if (event.type === 'run-environment') view.update({ environment: event.environment })
}
