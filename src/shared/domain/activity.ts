// What a lab has under way, as the window host needs to know it: for closing, the tray, the menu and the system's sleep.

export interface Activity {
  readonly run: {
    readonly name: string
    /** A person holds it; one that holds by itself, on a full disk, goes on by itself too. */
    readonly isPaused: boolean
  } | null
  /** Runs of the queue that start by themselves. */
  readonly waiting: number
  /** A race or an exam, which cannot be held, as a sentence begins: `The race "Cells"`. */
  readonly study: string | null
}

export const noActivity: Activity = { run: null, waiting: 0, study: null }

/** Whether something trains, or is about to, without anybody doing anything. */
export function isUnderWay({ run, waiting, study }: Activity): boolean {
  return study !== null || (run ? !run.isPaused : waiting > 0)
}

/** Whether all that was begun has ended; a paused run has not. */
export function isOver({ run, waiting, study }: Activity): boolean {
  return run === null && waiting === 0 && study === null
}
