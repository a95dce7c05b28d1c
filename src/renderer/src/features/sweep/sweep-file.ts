// A sweep as a file, for the command line and for later: `unroll sweep FILE` trains what the dialog shows.
import { parseExperiment, parseJson } from '#shared/experiment/parse'
import { parseSweep, sweepFormat, type Sweep } from '#shared/experiment/sweep'
import { failure, success, type Result } from '#shared/protocol/result'
import type { LabState } from '../../state/app.svelte'
import { absolutePath } from '../../state/paths'
import { SweepPlan } from './sweep-plan.svelte'

type Planned = Pick<SweepPlan, 'name' | 'experiment' | 'grid' | 'seeds'>

/** The text of the sweep file. */
export function sweepText({ name, experiment, grid, seeds }: Planned): string {
  const sweep: Omit<Sweep, 'experiment'> & { experiment: unknown } = {
    format: sweepFormat,
    name: name.trim() || null,
    experiment,
    grid,
    seeds: [...seeds],
  }
  return `${JSON.stringify(sweep, null, 2)}\n`
}

/** Asks where, and writes it; the path, or null when nothing was written. */
export async function saveSweepFile(lab: LabState, plan: Planned): Promise<string | null> {
  const name = `${plan.name.trim() || plan.experiment.name} sweep`
  const saved = await lab.desktop.saveExperiment(name, sweepText(plan))
  return saved?.path ?? null
}

/** Reads the text of a sweep file; `folder` is where the paths in it begin. */
export function readSweepFile(text: string, name: string, folder: string): Result<SweepPlan> {
  const json = parseJson(text, name)
  if (!json.ok) return json
  const sweep = parseSweep(json.value, name)
  if (!sweep.ok) return sweep
  const { experiment } = sweep.value
  if (typeof experiment === 'string') {
    const message = `${name} takes its experiment from ${experiment}. Only one that holds it opens here; unroll sweep trains both kinds.`
    return failure('experiment-invalid', message)
  }
  const parsed = parseExperiment(experiment, name)
  if (!parsed.ok) return parsed
  parsed.value.data.path = absolutePath(folder, parsed.value.data.path)
  const plan = new SweepPlan(parsed.value)
  const problem = plan.take(sweep.value)
  return problem ? failure('experiment-invalid', `${name}: ${problem}`) : success(plan)
}

/** Asks which file, and puts its experiment in the draft's place; null when nothing was chosen. */
export async function openSweepFile(lab: LabState): Promise<Result<SweepPlan> | null> {
  const opened = await lab.desktop.openExperiment()
  if (!opened) return null
  const plan = readSweepFile(opened.text, opened.name, opened.folder)
  if (plan.ok) lab.desk.replaceDraft(plan.value.experiment)
  return plan
}
