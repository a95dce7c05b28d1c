// npm run check: format, lint, types and unit tests in turn; stops at the first that fails.
import { commands } from './lib/commands.mjs'
import { setUpOrExit } from './lib/main.mjs'
import { root } from './lib/paths.mjs'
import { lastLines, runNode } from './lib/run.mjs'
import { say, seconds } from './lib/say.mjs'

await setUpOrExit()
for (const [name, list] of Object.entries(commands)) {
  const start = performance.now()
  for (const command of list) {
    const outcome = await runNode(command, { cwd: root })
    if (outcome.code !== 0) {
      say(lastLines(outcome, 200))
      say(`${name}: failed after ${seconds(start)}`)
      process.exit(1)
    }
  }
  say(`${name}: fine, ${seconds(start)}`)
}
