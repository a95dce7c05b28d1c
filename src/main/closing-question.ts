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
    buttons: ['Pause and quit', 'Keep training', 'Cancel'],
    defaultId: 1,
    cancelId: 2,
    checkboxLabel: 'Do not ask again',
    noLink: true,
  })
  const choice = response === 0 ? 'quit' : response === 1 ? 'background' : null
  return { choice, isForAlways: choice !== null && checkboxChecked }
}

/** What is under way, and what each answer does. */
export function questionDetail({ run, waiting }: Activity): string {
  const queue = `${plural(waiting, 'run')} ${waiting === 1 ? 'waits' : 'wait'} in the queue`
  const trains = run ? `${run.name} is training` : null
  const what = [trains, waiting > 0 ? queue : null].filter(Boolean).join(', and ')
  return (
    `${what}. Without its window the lab trains on, tells you when it is done, and ends. ` +
    'If you quit, the run is saved at its last step; go on with it any time.'
  )
}
