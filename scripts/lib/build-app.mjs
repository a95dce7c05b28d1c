// The build: electron-vite, run when the sources, the resources or the settings are not those of the last build.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { readJson, writeJson } from './files.mjs'
import { root as checkout } from './paths.mjs'
import { done, failed } from './result.mjs'
import { lastLines, runNode } from './run.mjs'
import { say, seconds } from './say.mjs'

const settings =
  /^(electron\.vite\.config\..+|svelte\.config\..+|tsconfig.*\.json|package(-lock)?\.json)$/

/** Whether out/ was built from exactly these sources. */
export function isBuilt(root = checkout) {
  const stamp = readJson(stampFile(root))
  return stamp !== null && stamp.sources === hashOfSources(root)
}

/** Builds all runtimes into out/. The build's own words are shown only when it fails. */
export async function buildApp(root = checkout) {
  const builder = path.join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  if (!existsSync(builder)) return failed('electron-vite is not installed; run npm ci.')
  say('Building.')
  const start = performance.now()
  const sources = hashOfSources(root)
  rmSync(stampFile(root), { force: true })
  const outcome = await runNode([builder, 'build', '--logLevel', 'warn'], { cwd: root })
  if (outcome.code !== 0) return failed(`The build failed.\n${lastLines(outcome, 40)}`)
  writeJson(stampFile(root), { sources })
  say(`Built in ${seconds(start)}.`)
  return done(null)
}

/** One hash over the names and contents of everything that goes into the build. */
export function hashOfSources(root = checkout) {
  const hash = createHash('sha256')
  const top = readdirSync(root).filter((name) => settings.test(name))
  const files = [...top, ...filesBelow(root, 'src'), ...filesBelow(root, 'resources')]
  for (const file of files.sort()) {
    const content = readFileSync(path.join(root, file))
    hash.update(`${file.replaceAll('\\', '/')}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

function filesBelow(root, folder) {
  if (!existsSync(path.join(root, folder))) return []
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
}

const stampFile = (root) => path.join(root, 'out', '.build.json')
