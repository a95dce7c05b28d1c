// Keeps the system from falling asleep by itself while something trains; the screen may go dark.
import { powerSaveBlocker } from 'electron'

/** Gives a function that says whether the system shall stay awake from now on. */
export function createKeepAwake(): (isNeeded: boolean) => void {
  let blocker: number | null = null
  return (isNeeded) => {
    if (isNeeded) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }
}
