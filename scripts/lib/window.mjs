// Decides between a window and the terminal, and runs Electron on the checkout.
import { spawn } from 'node:child_process'
import { hasDisplay } from './display.mjs'
import { findElectron } from './electron.mjs'
import { root as checkout } from './paths.mjs'
import { clause } from './result.mjs'
import { exitCodeOf, passSignalsOn } from './signals.mjs'

const earlyMs = 15_000
const keptErrors = 32 * 1024

/** What a failing start of Electron prints, and what that means for people. */
const startFailures = [
  {
    pattern: /error while loading shared libraries: ([^:\s]+)/,
    sentence: (library) => `Electron cannot start because the system library ${library} is missing`,
  },
  {
    pattern:
      /Missing X server or \$DISPLAY|cannot open display|Failed to connect to Wayland display/i,
    sentence: () => 'No window can be opened because the display does not answer',
  },
  {
    pattern: /SUID sandbox helper binary|No usable sandbox/,
    sentence: () => 'Electron cannot start because this system does not let it use its sandbox',
  },
]

/** Gives `{ electron }`, or `{ reason }`: why no window can be opened, in one sentence. */
export async function findWindow({
  env = process.env,
  platform = process.platform,
  find = findElectron,
} = {}) {
  if (!hasDisplay(env, platform)) {
    return { reason: inTerminal('No window can be opened because there is no display') }
  }
  const electron = await find({ standIn: env.UNROLL_STAND_IN_ELECTRON === '1', download: true })
  if (electron.missing) {
    return { reason: inTerminal(`No window can be opened because ${clause(electron.missing)}`) }
  }
  return { electron }
}

/**
 * Runs Electron on the checkout until it ends; signals are passed on.
 * Gives `{ code }`, or `{ reason }` when Electron could not start at all.
 */
export function runWindow(electron, args, { root = checkout, env = process.env } = {}) {
  const started = performance.now()
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(electron.path, [...asRoot, root, ...args], {
    env,
    stdio: ['inherit', 'inherit', 'pipe'],
  })
  const release = passSignalsOn(child)
  let errors = ''
  child.stderr.on('data', (chunk) => {
    process.stderr.write(chunk)
    if (errors.length < keptErrors) errors += chunk
  })
  return new Promise((resolve) => {
    child.on('error', (error) => (errors += error.message))
    child.on('close', (code, signal) => {
      release()
      const early = performance.now() - started < earlyMs
      const reason = code === 0 || !early ? null : startFailure(errors)
      resolve(reason ? { reason: inTerminal(reason) } : { code: code ?? exitCodeOf(signal) })
    })
  })
}

/** Why Electron could not start, as a clause read from what it printed; null when it was something else. */
export function startFailure(errors) {
  for (const { pattern, sentence } of startFailures) {
    const match = pattern.exec(errors)
    if (match) return sentence(match[1])
  }
  return null
}

const inTerminal = (clause) => `${clause}, so the sample is trained in the terminal instead.`
