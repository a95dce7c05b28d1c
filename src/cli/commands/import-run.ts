// `unroll import PATH`: takes a run folder, a run.zip or a model of TensorFlow.js or Keras into the store.
import { resolve } from 'node:path'
import type { ImportOptions, ImportReport } from '#shared/domain/import'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { interruptible } from '../interruptible'

export interface ImportArguments {
  readonly name?: string
  /** A file, relative to the command's folder. */
  readonly vocabulary?: string
  /** With commas between. */
  readonly labels?: string
  readonly json?: boolean
}

/** Prints the run's id and folder, and what a person should know of it. */
export function importRun(
  context: Context,
  path: string,
  given: ImportArguments = {},
): Promise<number> {
  const { output, folder } = context
  const options = optionsOf(given, folder)
  return withLab(context, async (lab) => {
    const { answer } = await interruptible(lab, output, options.requestId, () =>
      lab.api.importRun(resolve(folder, path), options),
    )
    if (!answer.ok) return reportFailure(context, answer)
    printReport(context, answer.value, given.json === true)
    return exitCodes.done
  })
}

function optionsOf({ name, vocabulary, labels }: ImportArguments, folder: string): ImportOptions {
  return {
    requestId: 'import',
    name: name ?? null,
    vocabulary: vocabulary === undefined ? null : resolve(folder, vocabulary),
    labels: labels === undefined ? null : labels.split(',').map((label) => label.trim()),
  }
}

function printReport(
  { output }: Context,
  { kind, runId, folder, notes }: ImportReport,
  isJson: boolean,
): void {
  if (isJson) return output.json({ type: 'imported', run: folder, id: runId, kind, notes })
  output.line(`Imported as ${runId}\n${folder}`)
  for (const note of notes) output.line(note)
}
