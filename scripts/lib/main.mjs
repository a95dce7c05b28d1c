// What every script of the project does around its work: an exit code, and sentences instead of stack traces.
import { say } from './say.mjs'
import { setUp } from './set-up.mjs'

/** Prints the sentence of a failed result and ends the process with 1; gives the value otherwise. */
export function orExit(result) {
  if (result.ok) return result.value
  say(result.message)
  process.exit(1)
}

/** Sets up what is left to set up, or ends the process with the reason. */
export async function setUpOrExit(options) {
  return orExit(await setUp(options))
}
