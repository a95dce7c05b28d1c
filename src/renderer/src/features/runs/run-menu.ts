// What can be done with a run, a sweep or the ticked runs, as entries of a menu.
import { hasDiverged } from '#shared/domain/divergence'
import type { RunListItem } from '#shared/domain/run'
import type { LabState } from '../../state/app.svelte'
import type { MenuItem } from '../../ui/menu-item'
import type { RunsLook } from './runs-look.svelte'

type Groups = readonly (readonly MenuItem[])[]

/** The menu of one run; with others ticked beside it, these can be deleted together. */
export function runMenu(lab: LabState, look: RunsLook, run: RunListItem): Groups {
  const { id, folder, starred } = run
  const isUnderWay = lab.runs.trainingId === id
  const ticked = [...lab.runs.overlaidIds]
  return [
    [
      ...goOnItem(lab, run),
      { label: 'Repeat with changes', run: () => void lab.repeatWithChanges(id) },
      ...(run.hasModel
        ? [{ label: 'Train on with other data', run: () => void lab.trainOn(id) }]
        : []),
    ],
    [
      { label: 'Rename', shortcut: 'F2', run: () => void (look.renamingId = id) },
      {
        label: starred ? 'Remove star' : 'Star',
        run: () => void lab.updateRun(id, { starred: !starred }),
      },
      { label: 'Tags…', run: () => void (look.taggingId = id) },
      { label: 'Show folder', run: () => void lab.desktop.showInFolder(folder) },
    ],
    [
      {
        label: 'Delete…',
        isDangerous: true,
        disabled: isUnderWay,
        run: () => lab.askToDelete([id]),
      },
      ...(ticked.length > 1 && ticked.includes(id) ? [deleteTicked(lab)] : []),
    ],
  ]
}

/** The menu of a sweep: its runs together. */
export function groupMenu(lab: LabState, runs: readonly RunListItem[]): Groups {
  const ids = runs.map(({ id }) => id)
  return [
    [
      { label: 'Draw its runs', run: () => void drawAll(lab, ids) },
      { label: 'Take its runs off the charts', run: () => void eraseAll(lab, ids) },
    ],
    [{ label: 'Delete its runs…', isDangerous: true, run: () => lab.askToDelete(ids) }],
  ]
}

export function deleteTicked(lab: LabState): MenuItem {
  const ids = [...lab.runs.overlaidIds]
  return {
    label: ids.length === 0 ? 'Delete ticked…' : `Delete ${ids.length} ticked…`,
    isDangerous: true,
    disabled: ids.length === 0,
    run: () => lab.askToDelete(ids),
  }
}

function goOnItem(lab: LabState, run: RunListItem): MenuItem[] {
  const { id } = run
  const isUnderWay = lab.runs.trainingId === id
  // A run that has diverged goes on from its notice, which says with what.
  if (isUnderWay ? !lab.training?.isPaused : !run.canResume || hasDiverged(run)) return []
  const waits = !isUnderWay && lab.runs.trainingId !== null
  return [{ label: waits ? 'Go on after this one' : 'Go on', run: () => void lab.resume(id) }]
}

async function drawAll(lab: LabState, ids: readonly string[]): Promise<void> {
  for (const id of ids) await lab.setOverlaid(id, true)
}

async function eraseAll(lab: LabState, ids: readonly string[]): Promise<void> {
  for (const id of ids) await lab.setOverlaid(id, false)
}
