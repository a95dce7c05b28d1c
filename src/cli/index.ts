// The command line's entry: runs the command that the arguments name and ends with its status.
import { resolve } from 'node:path'
import { homeFolder } from '../engine/home'
import { findInstallation } from '../engine/installation'
import { exitCodes } from './context'
import { Output } from './output'
import { runProgram } from './program'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe may have seen enough, e.g. `unroll runs | head`.
  if (error.code === 'EPIPE') process.exit(exitCodes.done)
  const full = error.code === 'ENOSPC'
  process.stderr.write(
    `The answer could not be written: ${full ? 'the disk is full. Free some space and try again' : error.message}.\n`,
  )
  process.exit(exitCodes.failed)
})
// Whoever closed or filled stderr does not hear; the work goes on.
process.stderr.on('error', () => {})

try {
  process.exitCode = await runProgram(process.argv.slice(2), {
    output: new Output(process.stdout, process.stderr),
    installation: findInstallation(import.meta.dirname),
    home: homeFolder(),
    root: resolve(import.meta.dirname, '../..'),
    folder: process.cwd(),
    input: process.stdin,
  })
} catch (error) {
  process.stderr.write(`The command failed by a mistake of its own: ${describeBug(error)}\n`)
  process.exit(exitCodes.failed)
}

/** The mistake and where it happened, on one line. */
function describeBug(error: unknown): string {
  const [what, where] = (error instanceof Error && error.stack ? error.stack : String(error)).split(
    '\n',
  )
  return where ? `${what} ${where.trim()}` : what
}
