#!/usr/bin/env node
// The command line: sets up what is missing (said on stderr), then runs the built command in this very process,
// so that Ctrl-C reaches it once and its exit code is the one that counts.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { setUpOrExit } from './lib/main.mjs'
import { root } from './lib/paths.mjs'

await setUpOrExit()
// npm runs scripts in the root of the checkout; the paths on the command line start where the person is.
const { npm_lifecycle_event: script, INIT_CWD: started } = process.env
if (script === 'unroll' && started && process.cwd() === root) process.chdir(started)
await import(pathToFileURL(path.join(root, 'out', 'main', 'cli.js')).href)
