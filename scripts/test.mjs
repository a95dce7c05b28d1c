// npm test: sets up, then runs every test: the unit tests, the slow ones, then the end-to-end tests in real Electron.
// Arguments are vitest's: `npm test -- tests/worker` runs the tests below that path.
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { countTests, e2eFiles, prepareE2e } from './lib/e2e.mjs'
import { setUpOrExit } from './lib/main.mjs'
import { findNode24 } from './lib/node24.mjs'
import { sentence } from './lib/result.mjs'
import { say } from './lib/say.mjs'
import { sum, tallyLine } from './lib/tally.mjs'
import { unitWorkers } from './lib/commands.mjs'
import { runProject } from './lib/vitest-run.mjs'

const args = process.argv.slice(2)
const filters = args.filter((argument) => !argument.startsWith('-'))
const everythingIsRequired = process.env.UNROLL_REQUIRE_E2E === '1'

await setUpOrExit()
// The tests must never see, or touch, the runs of the person who starts them.
const home = mkdtempSync(path.join(os.tmpdir(), 'unroll-tests-'))
try {
  const node24 = await findNode24()
  const env = {
    UNROLL_HOME: home,
    // TensorFlow greets at length on stderr in every process that loads it.
    TF_CPP_MIN_LOG_LEVEL: '2',
    ...(node24.ok && { UNROLL_NODE24: node24.value }),
  }
  const missing = node24.ok ? 0 : skip('The test under Node 24', sentence(node24.message))
  const units = [
    await runProject('unit', [...args, unitWorkers], env),
    await runProject('slow', args, env),
  ]
  const total = sum([...units, await runE2e(env)])
  total.failed += missing
  console.log(`\n${tallyLine(total)}`)
  process.exitCode = total.failed > 0 ? 1 : 0
} finally {
  rmSync(home, { recursive: true, force: true })
}

async function runE2e(env) {
  const files = e2eFiles(filters)
  if (files.length === 0) return sum([])
  const ready = await prepareE2e()
  if (!ready.ok) {
    const failed = skip('The end-to-end tests', ready.message)
    return { passed: 0, failed, skipped: failed ? 0 : countTests(files) }
  }
  try {
    return await runProject('e2e', args, { ...env, ...ready.value.env })
  } finally {
    ready.value.stop()
  }
}

/** Says what cannot be run; gives the number of failures that this counts as. */
function skip(what, reason) {
  say(`${what} cannot be run. ${reason}`)
  return everythingIsRequired ? 1 : 0
}
