// Folders for one test file, deleted when it is done.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { hashOfSources } from '../../scripts/lib/build-app.mjs'
import { hashOf } from '../../scripts/lib/files.mjs'
import { root as checkout } from '../../scripts/lib/paths.mjs'

/** A fresh folder. */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'unroll-scripts-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes files below a folder: `{ 'a/b.json': object or text }`. */
export function writeFiles(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  }
}

/** A checkout of the real scripts in which nothing is left to set up, with a command line of the test's own. */
export function readyCheckout(cli) {
  const root = temporaryFolder()
  cpSync(path.join(checkout, 'scripts'), path.join(root, 'scripts'), { recursive: true })
  const lockfile = '{"packages":{}}'
  writeFiles(root, {
    'package.json': { type: 'module' },
    'package-lock.json': lockfile,
    'node_modules/.unroll/install.json': { lockfile: hashOf(lockfile) },
    'node_modules/.unroll/native.json': { kind: 'none' },
    'node_modules/.unroll/native-stamp.json': { recipe: 1, choice: 'auto' },
    'resources/sample-reviews.csv': 'text,label\n',
    'scripts/make-sample.mjs': '',
    '.cache/sample.json': { script: hashOf('') },
    'out/main/cli.js': cli,
  })
  writeFiles(root, { 'out/.build.json': { sources: hashOfSources(root) } })
  return root
}
