// Runs npm itself, wherever it was installed.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { run } from './run.mjs'

/** npm's own limits, tightened: a blocked network should be known in seconds, not in minutes. */
export const quickNetwork = [
  '--fetch-timeout=20000',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=2000',
]

/** Runs npm with the arguments; options and result as in `run`. */
export function runNpm(args, options) {
  const script = npmScript()
  if (script) return run(process.execPath, [script, ...args], options)
  // On Windows npm is a .cmd file, which only a shell can start.
  return run('npm', args, { shell: process.platform === 'win32', ...options })
}

function npmScript(env = process.env, node = process.execPath) {
  const folder = path.dirname(node)
  const beside = path.join('node_modules', 'npm', 'bin', 'npm-cli.js')
  const candidates = [
    env.npm_execpath,
    path.join(folder, '..', 'lib', beside),
    path.join(folder, beside),
  ]
  return candidates.find((file) => file && path.basename(file) === 'npm-cli.js' && existsSync(file))
}
