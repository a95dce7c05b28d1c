// What the end-to-end tests need besides the build: an Electron and a display.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { hasDisplay, startXvfb } from './display.mjs'
import { findElectron } from './electron.mjs'
import { root as checkout } from './paths.mjs'
import { done, failed } from './result.mjs'

/** The end-to-end test files that vitest's filters choose (a filter is a part of the path; none choose all). */
export function e2eFiles(filters, root = checkout) {
  const folder = path.join(root, 'tests', 'e2e')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(folder, name))
    .filter((file) => filters.length === 0 || filters.some((filter) => matches(file, filter)))
}

/** Gives `{ env, stop }`: what the tests find their Electron and display by, and how to clean up. */
export async function prepareE2e() {
  const electron = await findElectron({ standIn: true, download: true })
  if (electron.missing) return failed(electron.missing)
  const env = { UNROLL_ELECTRON_PATH: electron.path }
  if (hasDisplay()) return done({ env, stop: () => {} })
  const server = await startXvfb()
  if (!server.ok) return server
  return done({ env: { ...env, DISPLAY: server.value.display }, stop: server.value.stop })
}

/** How many tests the files hold, roughly: for saying how many were skipped. */
export function countTests(files) {
  const calls = files.map((file) => readFileSync(file, 'utf8').match(/^\s*(it|test)(\.\w+)?\(/gm))
  return calls.reduce((total, found) => total + (found?.length ?? 0), 0)
}

function matches(file, filter) {
  const wanted = path.normalize(filter.replace(/:\d+$/, '')).replace(/^\.[/\\]/, '')
  return file.includes(wanted)
}
