// npm run build: the build alone; --force builds even when nothing changed.
import { rmSync } from 'node:fs'
import path from 'node:path'
import { setUpOrExit } from './lib/main.mjs'
import { root } from './lib/paths.mjs'
import { say } from './lib/say.mjs'

if (process.argv.includes('--force')) rmSync(path.join(root, 'out', '.build.json'), { force: true })
await setUpOrExit({ only: ['packages', 'sample', 'build'] })
say('out/ is up to date.')
