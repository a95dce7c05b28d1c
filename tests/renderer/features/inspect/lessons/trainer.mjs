// Trains and looks inside with the trainer's own code, for tests of the window, which know nothing of Node.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { releaseRun, withRun } from '../../../../../src/worker/inference/load-run'
import { inspect } from '../../../../../src/worker/inspection/inspect'
import { trainIn } from '../../../../worker/trained-run'

export const samplePath = resolve(
  import.meta.dirname,
  '../../../../../resources/sample-reviews.csv',
)

/** A folder with a text file. */
export async function writeText(text) {
  const folder = await mkdtemp(join(tmpdir(), 'unroll-lesson-text-'))
  const path = join(folder, 'text.txt')
  await writeFile(path, text)
  return { path, close: () => rm(folder, { recursive: true, force: true }) }
}

/** Trains an experiment into a folder of its own. */
export async function train(experiment) {
  const folder = await mkdtemp(join(tmpdir(), 'unroll-lesson-'))
  const { runFolder, outcome } = await trainIn(folder, experiment)
  if (!outcome.ok) throw new Error(outcome.message)
  return {
    look: (request) => withRun(runFolder, (run) => inspect(run, request)),
    close: async () => {
      releaseRun()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
