// The question that closing the window asks while something trains.
import { dialog, type BrowserWindow } from 'electron'
import type { Activity } from '#shared/domain/activity'
import { plural } from '#shared/domain/format'
import type { ClosingChoice } from './closing-choice'

export interface ClosingAnswer {
  /** Null: cancelled. */
  readonly choice: Exclude<ClosingChoice, 'ask'> | null
  readonly isForAlways: boolean
}

/** Asks what shall become of what is under way. */
export async function askWhatToDo(
  window: BrowserWindow,
  activity: Activity,
): Promise<ClosingAnswer> {
  const { response, checkboxChecked } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Keep training in the background?',
    detail: questionDetail(activity),
    buttons: [quitWords(activity), 'Keep training', 'Cancel'],
    defaultId: 1,
    cancelId: 2,
    checkboxLabel: 'Do not ask again',
    noLink: true,
  })
  const choice = response === 0 ? 'quit' : response === 1 ? 'background' : null
  return { choice, isForAlways: choice !== null && checkboxChecked }
}

/** What quitting does to what is under way: a race or an exam cannot go on later. */
export function quitWords({ study }: Activity): string {
  return study ? 'Stop and quit' : 'Pause and quit'
}

/** What is under way, and what each answer does. */
export function questionDetail({ run, waiting, study }: Activity): string {
  const queue = `${plural(waiting, 'run')} ${waiting === 1 ? 'waits' : 'wait'} in the queue`
  const trains = study ? `${study} is under way` : run ? `${run.name} is training` : null
  const what = [trains, waiting > 0 ? queue : null].filter(Boolean).join(', and ')
  return (
    `${what}. Without its window the lab trains on, tells you when it is done, and ends. ` +
    (study
      ? 'If you quit, it stops there for good, and what it has by then is kept.'
      : 'If you quit, the run is saved at its last step; go on with it any time.')
  )
}
