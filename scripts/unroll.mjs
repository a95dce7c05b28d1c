#!/usr/bin/env node
// The command line: sets up what is missing (said on stderr), then runs the built command in this very process,
// so that Ctrl-C reaches it once and its exit code is the one that counts.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { setUpOrExit } from './lib/main.mjs'
import { root } from './lib/paths.mjs'

await setUpOrExit()
await import(pathToFileURL(path.join(root, 'out', 'main', 'cli.js')).href)
