// Actions that begin with a native dialog or a drop: data files and folders, experiment files, run folders.
import { parseExperimentText } from '#shared/experiment/parse'
import type { LabState } from './app.svelte'
import { absolutePath } from './paths'

export async function chooseDataFile(lab: LabState): Promise<void> {
  const chosen = await lab.desktop.chooseDataFile()
  if (chosen) lab.useData(chosen.path)
}

export async function chooseDataFolder(lab: LabState): Promise<void> {
  const chosen = await lab.desktop.chooseDataFolder()
  if (chosen) lab.useData(chosen.path)
}

/** Copies a run folder, chosen in a native dialog, into the store. */
export async function importRunFolder(lab: LabState): Promise<void> {
  const chosen = await lab.desktop.chooseRunFolder()
  if (chosen) await lab.importRun(chosen.path)
}

/** Takes what was dropped as data: one file or folder. */
export async function useDropped(lab: LabState, files: readonly File[]): Promise<void> {
  lab.notices.clear('drop')
  const [file] = files
  if (files.length !== 1) {
    const several = `${files.length} files were dropped; drop one, or the folder that they are in.`
    if (file) lab.notices.add('error', several, { key: 'drop' })
    return
  }
  const chosen = await lab.desktop.grantDrop(file)
  if (chosen) lab.useData(chosen.path)
  else
    lab.notices.add('error', `${file.name} cannot be used: drop a file or a folder from disk.`, {
      key: 'drop',
    })
}

/** Puts the experiment of a file in the draft's place. */
export async function openExperimentFile(lab: LabState): Promise<void> {
  const opened = await lab.desktop.openExperiment()
  if (!opened) return
  const parsed = parseExperimentText(opened.text, opened.name)
  if (!parsed.ok) {
    lab.notices.add('error', parsed.message, { key: 'file' })
    return
  }
  const experiment = parsed.value
  experiment.data.path = absolutePath(opened.folder, experiment.data.path)
  lab.desk.replaceDraft(experiment)
  lab.notices.add('success', `Opened ${opened.name}.`, { key: 'file' })
}

export async function saveExperimentFile(lab: LabState): Promise<void> {
  const experiment = lab.draft.snapshot()
  const text = `${JSON.stringify(experiment, null, 2)}\n`
  const saved = await lab.desktop.saveExperiment(experiment.name, text)
  if (saved) lab.notices.add('success', `Saved as ${saved.path}.`, { key: 'file' })
}
