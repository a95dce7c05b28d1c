// Reads the argument RUN: an id of the run store, or a run folder wherever it lies.
import { statSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import type { RunReference } from '#shared/protocol/lab-api'

/** A path becomes absolute; anything else is left to be found in the store. */
export function runReference(argument: string, folder: string): RunReference {
  const path = resolve(folder, argument)
  return isAbsolute(argument) || /[/\\]/.test(argument) || isFolder(path) ? path : argument
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
