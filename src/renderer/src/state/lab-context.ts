// Hands the lab of the page to its components, through Svelte's context.
import { getContext, setContext } from 'svelte'
import type { LabState } from './app.svelte'

const contextKey = Symbol('lab')

export function setLab(lab: LabState): LabState {
  return setContext(contextKey, lab)
}

/** The lab of the page; for components under App. */
export function getLab(): LabState {
  return getContext<LabState>(contextKey)
}
