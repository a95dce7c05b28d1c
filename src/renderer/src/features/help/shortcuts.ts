// The keyboard shortcuts: what they are called, for the Help dialog, and which keys they are.
import type { LabState } from '../../state/app.svelte'
import { chooseDataFiles, openExperimentFile, saveExperimentFile } from '../../state/file-actions'
import { steps } from '../../state/steps'

export interface Shortcut {
  readonly keys: string
  readonly does: string
}

/** The label of the platform's main modifier. */
export function modifierLabel(platform: string): string {
  return platform === 'darwin' ? '⌘' : 'Ctrl'
}

/** Every shortcut with its label on this platform. */
export function shortcutList(platform: string): readonly Shortcut[] {
  const main = modifierLabel(platform)
  return [
    { keys: `${main}+Enter`, does: 'Train, or add to the queue while another run trains' },
    { keys: `${main}+Shift+P`, does: 'Pause, and go on' },
    { keys: `${main}+.`, does: 'Stop the run, keeping what was learned' },
    { keys: `${main}+1 to ${main}+5`, does: 'Data, Model, Train, Inspect, Export' },
    { keys: `${main}+Z, ${main}+Shift+Z`, does: 'Undo and redo changes of the experiment' },
    { keys: `${main}+N`, does: 'New experiment' },
    { keys: `${main}+O`, does: 'Open an experiment file' },
    { keys: `${main}+Shift+O`, does: 'Open a data file' },
    { keys: `${main}+I`, does: 'Import a run or a model' },
    { keys: `${main}+S`, does: 'Save the experiment as a file' },
    { keys: 'F2, Delete', does: 'Rename or delete the run in the list' },
    { keys: `${main}+/`, does: 'Show this list' },
    { keys: 'Esc', does: 'Close a dialog or a menu' },
  ]
}

/** The action of a key press, or null; text fields keep their own undo. */
export function shortcutAction(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  platform: string,
  isTyping: boolean,
): ((lab: LabState) => unknown) | null {
  const main = platform === 'darwin' ? event.metaKey : event.ctrlKey
  if (!main || event.altKey) return null
  const step = steps[Number(event.key) - 1]
  if (step) return (lab) => (lab.step = step)
  switch (event.key.toLowerCase()) {
    case 'enter':
      return (lab) => lab.train()
    case '.':
      return (lab) => lab.stop()
    case 'p':
      return event.shiftKey ? (lab) => lab.togglePause() : null
    case 'n':
      return (lab) => lab.changes.newExperiment()
    case 'o':
      return event.shiftKey ? chooseDataFiles : openExperimentFile
    case 'i':
      return event.shiftKey ? null : (lab) => lab.imports.open()
    case 's':
      return saveExperimentFile
    case '/':
      return (lab) => (lab.dialog = 'shortcuts')
    case 'z':
      if (isTyping) return null
      return (lab) => (event.shiftKey ? lab.draft.redo() : lab.draft.undo())
    case 'y':
      return isTyping || platform === 'darwin' ? null : (lab) => lab.draft.redo()
    default:
      return null
  }
}
