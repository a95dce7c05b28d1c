// Runs one vitest project and counts its tests.
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { readJson } from './files.mjs'
import { root } from './paths.mjs'
import { exitCodeOf, passSignalsOn } from './signals.mjs'
import { countReport } from './tally.mjs'

const program = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')

/** Runs a project with the filters and flags of the command line; gives `{ passed, failed, skipped }`. */
export async function runProject(project, args, env) {
  const file = path.join(root, 'test-results', `vitest-${project}.json`)
  rmSync(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const command = [program, 'run', '--project', project, '--passWithNoTests', ...reporters, ...args]
  const code = await runToEnd(command, { ...process.env, ...env })
  return countReport(readJson(file), code)
}

function runToEnd(command, env) {
  const child = spawn(process.execPath, command, {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const release = passSignalsOn(child)
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      release()
      resolve(code ?? exitCodeOf(signal))
    })
  })
}
