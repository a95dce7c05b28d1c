// What every command has at hand: the output, the installation and a lab on demand.
import { Grants } from '../engine/grants'
import type { Installation } from '../engine/installation'
import { createLab, type Lab, type LabOptions } from '../engine/lab'
import type { Failure } from '#shared/protocol/result'
import type { Output } from './output'

export const exitCodes = { done: 0, failed: 1, wrongInput: 2, stopped: 130 } as const

export interface Context {
  readonly output: Output
  readonly installation: Installation
  readonly home: string
  /** The root of the checkout or the installed app. */
  readonly root: string
  /** Relative paths in arguments start here. */
  readonly folder: string
  readonly input: AsyncIterable<unknown> & { readonly isTTY?: boolean }
}

/**
 * Opens the lab for a command and closes it whatever happens, so that the process can end. Its queue is its own: what
 * a window has put into the home's queue is left alone.
 */
export async function withLab(
  context: Context,
  use: (lab: Lab) => Promise<number>,
  { runsFolder }: Pick<LabOptions, 'runsFolder'> = {},
): Promise<number> {
  const lab = createLab({
    ...context.installation,
    runsFolder,
    home: context.home,
    // What a person types is what a person chose.
    grants: new Grants({ everything: true }),
  })
  try {
    return await use(lab)
  } finally {
    await lab.close()
  }
}

/** Says what failed, and gives the exit status for it. */
export function reportFailure({ output }: Context, { code, message, problems }: Failure): number {
  output.note(message)
  if (code === 'stopped') return exitCodes.stopped
  for (const problem of problems?.slice(1) ?? [])
    output.note(`  ${problem.path ? `${problem.path}: ` : ''}${problem.message}`)
  return code === 'experiment-invalid' ? exitCodes.wrongInput : exitCodes.failed
}
