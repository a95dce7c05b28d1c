// Where the built lab lies: its trainer, its sample and its version, from the folder of a built entry.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'

export interface Installation {
  readonly version: string
  /** The trainer's built file, to start threads from. */
  readonly trainerPath: string
  readonly samplePath: string
}

const sampleFile = 'sample-reviews.csv'

/**
 * Finds the parts of the lab.
 * @param entryFolder the folder of the built entry, `out/main`
 * @param resources the folder of the bundled sample, where it is not the checkout's
 */
export function findInstallation(
  entryFolder: string,
  resources: string = resolve(entryFolder, '../../resources'),
): Installation {
  return {
    version: readVersion(resolve(entryFolder, '../../package.json')),
    trainerPath: join(entryFolder, 'trainer.js'),
    samplePath: join(resources, sampleFile),
  }
}

function readVersion(packageFile: string): string {
  const description = z.object({ version: z.string() })
  return description.parse(JSON.parse(readFileSync(packageFile, 'utf8'))).version
}
