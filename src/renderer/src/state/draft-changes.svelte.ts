// What a person chooses for the draft as a whole: what is to be learned, and from which data.
import { dataPathsOf, type DataOptions, type Generator } from '#shared/experiment/data'
import type { Experiment, Task } from '#shared/experiment/schema'
import type { LabState } from './app.svelte'
import { smallExperiment, suggestName } from './first-experiment'
import { dataForTask, recipeOf } from './task-recipes'
import { taskWords } from './task-words'

type Columns = Pick<DataOptions, 'text' | 'label'>

/** What was said of the data before has nothing to do with other data. */
export const freshData = {
  ...{ encoding: 'auto', split: null, maximumRows: null, template: null },
  ...{ validationPath: null, testPath: null },
} as const satisfies Partial<DataOptions>

export class DraftChanges {
  readonly #lab: LabState
  /** The suggestion that a person does not want, as its data and task. */
  declined: string | null = $state(null)

  constructor(lab: LabState) {
    this.#lab = lab
  }

  /** Takes files or folders, which a person chose, as the data of the draft; null columns are guessed. */
  useData(
    [path, ...morePaths]: readonly string[],
    columns: Columns = { text: null, label: null },
  ): void {
    if (path === undefined) return
    const { draft, data } = this.#lab
    const now = dataPathsOf(draft.experiment.data)
    if (JSON.stringify(now) === JSON.stringify([path, ...morePaths])) data.retry()
    else draft.setData({ path, morePaths, generator: null, ...freshData, ...columns })
    this.#lab.step = 'data'
  }

  /** Adds files to those that are read as one. */
  addData(paths: readonly string[]): void {
    const { draft } = this.#lab
    const known = dataPathsOf(draft.experiment.data)
    const [path, ...morePaths] = [...known, ...paths.filter((one) => !known.includes(one))]
    if (path !== undefined) draft.setData({ path, morePaths, generator: null })
  }

  /** Takes one of several files away. */
  removeData(path: string): void {
    const { draft } = this.#lab
    const [first = '', ...morePaths] = dataPathsOf(draft.experiment.data).filter(
      (one) => one !== path,
    )
    draft.setData({ path: first, morePaths })
  }

  /** The bundled sample, which is to be classified. */
  useSample(): void {
    const { description } = this.#lab
    if (description) this.useData([description.samplePath], { text: 'text', label: 'label' })
  }

  /** Data that the lab makes itself, in place of files. */
  useGenerator(generator: Generator): void {
    const paths = { path: '', morePaths: [] }
    this.#lab.draft.setData({ ...paths, generator, ...freshData, text: null, label: null })
  }

  /** Another task, with what it usually starts from; a notice brings back what was there. */
  setTask(task: Task): void {
    const { draft, description, notices } = this.#lab
    const before = draft.snapshot()
    if (before.task === task) return
    const data = dataForTask(before.data, task, description?.samplePath ?? '')
    draft.setTask(task, recipeOf(task), data)
    const undo = (): void => {
      draft.replaceWith(before)
      notices.clear('task')
    }
    notices.add(
      'info',
      `Layers and training settings are now a good start for “${taskWords[task].title}”.`,
      {
        key: 'task',
        action: { label: 'Undo', run: undo },
      },
    )
  }

  /** Makes the last layer fit the classes of the data, or the vocabulary. */
  fitOutput(): void {
    this.#lab.draft.fitOutput()
    this.#lab.notices.clear('not-ready')
  }

  /** Starts over on the task and the data that are there. */
  newExperiment(): void {
    const { task, data } = this.#lab.draft.snapshot()
    this.#lab.desk.replaceDraft(startingExperiment(task, data))
    this.#lab.step = 'data'
  }
}

/** An experiment of a task as it begins. */
function startingExperiment(task: Task, data: DataOptions): Experiment {
  const experiment = { ...smallExperiment(data), ...recipeOf(task), task }
  return { ...experiment, name: suggestName(experiment) }
}
