// npm run bench: runs the files of bench/ one after the other, each in a process of its own, since the native library
// can be loaded only once in a process; names on the command line choose among them, and options
// alone mean the one file that takes options.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { setUpOrExit } from './lib/main.mjs'
import { root } from './lib/paths.mjs'
import { say } from './lib/say.mjs'

await setUpOrExit()
const folder = path.join(root, 'bench')
const words = process.argv.slice(2)
const first = words.findIndex((word) => word.startsWith('-'))
const names = first < 0 ? words : words.slice(0, first)
const wanted = first >= 0 && names.length === 0 ? ['recurrent'] : names
const files = (existsSync(folder) ? readdirSync(folder) : [])
  .filter((name) => name.endsWith('.mjs'))
  .filter((name) => wanted.length === 0 || wanted.includes(path.basename(name, '.mjs')))
  .sort()
if (files.length === 0) say('There is no such benchmark in bench/.')
for (const name of files) {
  // Lines for programs stand alone.
  if (!words.includes('--json')) console.log(`# ${path.basename(name, '.mjs')}`)
  const { status } = spawnSync(process.execPath, [path.join(folder, name), ...words], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
