// Actions that begin with a native dialog or a drop: data files and folders, experiment files, what is imported.
import { withPaths } from '#shared/experiment/data-paths'
import { parseExperimentText } from '#shared/experiment/parse'
import type { LabState } from './app.svelte'
import { absolutePath } from './paths'

/** `part-2` comes before `part-10`. */
const byName = new Intl.Collator('en', { numeric: true })

export async function chooseDataFiles(lab: LabState): Promise<void> {
  const chosen = await lab.desktop.chooseDataFiles()
  lab.changes.useData(chosen.map(({ path }) => path))
}

/** Adds files to those that are read as one. */
export async function chooseMoreFiles(lab: LabState): Promise<void> {
  const chosen = await lab.desktop.chooseDataFiles()
  if (chosen.length > 0) lab.changes.addData(chosen.map(({ path }) => path))
}

export async function chooseDataFolder(lab: LabState): Promise<void> {
  const chosen = await lab.desktop.chooseDataFolder()
  if (chosen) lab.changes.useData([chosen.path])
}

/** Takes what was dropped: a run or a model into the store, else files or folders as data that are read as one, in the order of their names. */
export async function useDropped(lab: LabState, files: readonly File[]): Promise<void> {
  lab.notices.clear('drop')
  const inOrder = files.toSorted((one, other) => byName.compare(one.name, other.name))
  const chosen = await Promise.all(inOrder.map((file) => lab.desktop.grantDrop(file)))
  const wrong = inOrder.filter((_, index) => chosen[index] === null)
  if (wrong.length > 0) {
    const names = wrong.map(({ name }) => name).join(', ')
    return refuseDrop(lab, `${names} cannot be used: drop a file or a folder from disk.`)
  }
  const found = chosen.flatMap((one) => one ?? [])
  const looks = await Promise.all(found.map(({ path }) => lab.desktop.lookAtImport(path)))
  const importable = found.filter((_, index) => looks[index] !== null)
  if (importable.length === 0) return lab.changes.useData(found.map(({ path }) => path))
  if (found.length === 1) return lab.imports.take(found[0])
  const name = importable[0].name
  refuseDrop(lab, `${name} is a run or a model: drop it alone to import it.`)
}

function refuseDrop(lab: LabState, message: string): void {
  lab.notices.add('error', message, { key: 'drop' })
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
  const data = withPaths(experiment.data, (path) => absolutePath(opened.folder, path))
  lab.desk.replaceDraft({ ...experiment, data })
  lab.notices.add('success', `Opened ${opened.name}.`, { key: 'file' })
}

export async function saveExperimentFile(lab: LabState): Promise<void> {
  const experiment = lab.draft.snapshot()
  const text = `${JSON.stringify(experiment, null, 2)}\n`
  const saved = await lab.desktop.saveExperiment(experiment.name, text)
  if (saved) lab.notices.add('success', `Saved as ${saved.path}.`, { key: 'file' })
}
