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

/**
 * The same API, where each call with arguments that do not fit answers with a failure; others go on as the schemas read them, defaults filled in.
 * `describe`, whose answer has no place for one, takes no arguments at all.
 */
export function checkedApi(api: LabApi): LabApi {
  const checked = <Args extends unknown[], Value>(
    call: LabCall,
    run: (...args: Args) => Promise<Value>,
  ) => {
    return async (...args: Args): Promise<Value | Failure> => {
      const parsed = labRequestSchemas[call].safeParse(args)
      if (!parsed.success) return refusal(call, parsed.error.issues)
      return run(...(parsed.data as unknown as Args)) // the schemas describe the calls' own arguments
    }
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
    exportRefusals: checked('exportRefusals', api.exportRefusals),
    exportRun: checked('exportRun', api.exportRun),
    verifyExport: checked('verifyExport', api.verifyExport),
    snapshots: checked('snapshots', api.snapshots),
    inspect: checked('inspect', api.inspect),
    writeUnderSurgery: checked('writeUnderSurgery', api.writeUnderSurgery),
    layerWeights: checked('layerWeights', api.layerWeights),
    weightHistory: checked('weightHistory', api.weightHistory),
    unitActivity: checked('unitActivity', api.unitActivity),
    gradientFlow: checked('gradientFlow', api.gradientFlow),
    embeddingMap: checked('embeddingMap', api.embeddingMap),
    neighbours: checked('neighbours', api.neighbours),
    attribution: checked('attribution', api.attribution),
    timeline: checked('timeline', api.timeline),
    timelineRecord: checked('timelineRecord', api.timelineRecord),
    variants: checked('variants', api.variants),
    saveVariant: checked('saveVariant', api.saveVariant),
    deleteVariant: checked('deleteVariant', api.deleteVariant),
    race: checked('race', api.race),
    races: checked('races', api.races),
    openRace: checked('openRace', api.openRace),
    deleteRace: checked('deleteRace', api.deleteRace),
    exam: checked('exam', api.exam),
    exams: checked('exams', api.exams),
    deleteExam: checked('deleteExam', api.deleteExam),
    loadLessons: checked('loadLessons', api.loadLessons),
    saveLessons: checked('saveLessons', api.saveLessons),
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
