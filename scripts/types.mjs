// npm run types: TypeScript over every layer, then svelte-check over the window.
import { commands } from './lib/commands.mjs'
import { root } from './lib/paths.mjs'
import { runNode } from './lib/run.mjs'

let failures = 0
for (const command of commands.types) {
  const outcome = await runNode(command, { cwd: root, show: true })
  if (outcome.code !== 0) failures += 1
}
process.exitCode = failures > 0 ? 1 : 0
