// What follows the draft and the runs by itself: the preview, the report, the kept draft, runs of others, the title.
import { untrack } from 'svelte'
import type { Experiment } from '#shared/experiment/schema'
import { pausedLine } from '../features/shell/paused-line'
import { progressLine, progressShare } from '../features/shell/progress-line'
import type { LabState } from './app.svelte'
import { startRun } from './start-from'
import { TitleProgress } from './title-progress'

const pauses = { preview: 80, report: 500, draft: 600, elsewhere: 3000 }

/** Runs `action` after a pause, unless something it depends on changes before. */
function after(milliseconds: number, action: () => unknown): () => void {
  const timer = setTimeout(action, milliseconds)
  return () => clearTimeout(timer)
}

/** Keeps what depends on the state up to date; call it once while a component is set up. */
export function followLab(lab: LabState): void {
  $effect(() => followPreview(lab))
  $effect(() => followReport(lab))
  $effect(() => keepDraft(lab))
  $effect(() => followElsewhere(lab))
  $effect(() => knowStart(lab))
  const title = new TitleProgress(lab.desktop.setProgress)
  $effect(() => showProgress(lab, title))
  // What kept Train from starting is mended, or is another problem by now.
  const problem = $derived(lab.problem?.message ?? null)
  $effect(() => {
    void problem
    untrack(() => lab.notices.clear('not-ready'))
  })
}

function followPreview({ connection, draft, data }: LabState): (() => void) | undefined {
  const { path, encoding, split, separator, quote, header } = draft.experiment.data
  if (connection !== 'ready' || data.attempt < 0) return undefined
  return after(pauses.preview, () =>
    data.readPreview({ path, encoding, split, separator, quote, header }),
  )
}

function followReport({ connection, draft, data }: LabState): (() => void) | undefined {
  const experiment: Experiment = draft.snapshot()
  const isReadable = data.previewedPath === experiment.data.path && data.previewFailure === null
  const isSound = !draft.problems.some(({ path }) => /^(data|text|training\.seed)\b/.test(path))
  if (connection !== 'ready' || data.attempt < 0 || !isReadable || !isSound) return undefined
  return after(pauses.report, () => data.readReport(experiment))
}

function keepDraft(lab: LabState): (() => void) | undefined {
  const draft = lab.draftToKeep()
  if (lab.connection !== 'ready' || !draft) return undefined
  return after(pauses.draft, () => lab.client.saveDraft(draft))
}

/** The run that the draft starts from is read, to tell at once when the two do not fit. */
function knowStart({ connection, draft, runs }: LabState): void {
  const run = startRun(runs.list, draft.experiment.training.startFrom)
  if (connection === 'ready' && run) untrack(() => void runs.open(run.id))
}

/** No event tells of what another process trains, so its folder is looked at. */
function followElsewhere({ connection, runs }: LabState): (() => void) | undefined {
  void runs.list // each new list is followed by the next look
  if (connection !== 'ready' || !runs.isTrainingElsewhere) return undefined
  return after(pauses.elsewhere, () => runs.refresh())
}

function showProgress({ training, draft }: LabState, title: TitleProgress): void {
  const progress = training?.progress
  const name = training?.record.name ?? draft.experiment.name
  const now = training?.isPaused ? pausedLine(training) : progress ? progressLine(progress) : null
  const line = now ? `${now} · ${name}` : name
  title.show(`${line} · Unroll`, training ? (progressShare(progress ?? null) ?? 0) : null)
}
