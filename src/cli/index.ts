// The command line's entry: runs the command that the arguments name and ends with its status.
import { resolve } from 'node:path'
import { homeFolder } from '../engine/home'
import { findInstallation } from '../engine/installation'
import { Output } from './output'
import { runProgram } from './program'

// The reader of a pipe may have seen enough, e.g. `unroll runs | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await runProgram(process.argv.slice(2), {
  output: new Output(process.stdout, process.stderr),
  installation: findInstallation(import.meta.dirname),
  home: homeFolder(),
  root: resolve(import.meta.dirname, '../..'),
  folder: process.cwd(),
  input: process.stdin,
})
