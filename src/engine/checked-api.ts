// Puts the request schemas before the lab: what a page sends is checked before it reaches anything.
import type { z } from 'zod'
import type { LabApi } from '#shared/protocol/lab-api'
import { labRequestSchemas } from '#shared/protocol/requests'
import { failure, type Failure } from '#shared/protocol/result'

export type LabCall = keyof typeof labRequestSchemas

/** Whether `name` is a call of LabApi. */
export function isLabCall(name: unknown): name is LabCall {
  return typeof name === 'string' && Object.hasOwn(labRequestSchemas, name)
}

/** The failure for arguments that do not fit, or null. */
function findArgumentProblem(call: LabCall, args: readonly unknown[]): Failure | null {
  const parsed = labRequestSchemas[call].safeParse(args)
  return parsed.success ? null : refusal(call, parsed.error.issues)
}

/**
 * The same API, where each call with arguments that do not fit answers with a failure.
 * `describe`, whose answer has no place for one, takes no arguments at all.
 */
export function checkedApi(api: LabApi): LabApi {
  const checked = <Args extends unknown[], Value>(
    call: LabCall,
    run: (...args: Args) => Promise<Value>,
  ) => {
    return async (...args: Args): Promise<Value | Failure> =>
      findArgumentProblem(call, args) ?? run(...args)
  }
  return {
    describe: () => api.describe(),
    preview: checked('preview', api.preview),
    report: checked('report', api.report),
    view: checked('view', api.view),
    forecast: checked('forecast', api.forecast),
    train: checked('train', api.train),
    pause: checked('pause', api.pause),
    goOn: checked('goOn', api.goOn),
    resume: checked('resume', api.resume),
    stop: checked('stop', api.stop),
    discard: checked('discard', api.discard),
    queue: checked('queue', api.queue),
    enqueue: checked('enqueue', api.enqueue),
    enqueueResume: checked('enqueueResume', api.enqueueResume),
    sweep: checked('sweep', api.sweep),
    moveQueued: checked('moveQueued', api.moveQueued),
    cancelQueued: checked('cancelQueued', api.cancelQueued),
    holdQueue: checked('holdQueue', api.holdQueue),
    runs: checked('runs', api.runs),
    run: checked('run', api.run),
    updateRun: checked('updateRun', api.updateRun),
    deleteRuns: checked('deleteRuns', api.deleteRuns),
    importRun: checked('importRun', api.importRun),
    predict: checked('predict', api.predict),
    generate: checked('generate', api.generate),
    evaluate: checked('evaluate', api.evaluate),
    exportRun: checked('exportRun', api.exportRun),
    loadDraft: checked('loadDraft', api.loadDraft),
    saveDraft: checked('saveDraft', api.saveDraft),
  }
}

function refusal(call: LabCall, issues: readonly z.core.$ZodIssue[]): Failure {
  const problems = issues.map((issue) => ({
    path: issue.path.slice(1).join('.'),
    message: issue.message,
  }))
  const [first] = problems
  const place = first.path ? ` at ${first.path}` : ''
  return failure(
    'experiment-invalid',
    `The call ${call} was refused${place}: ${first.message}.`,
    problems,
  )
}
