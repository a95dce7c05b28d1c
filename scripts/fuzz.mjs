// Gives the lab damaged files for as long as is asked: node scripts/fuzz.mjs [--seconds 120] [--seed 1] [--only seed:round:kind]
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './lib/paths.mjs'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
  },
})
const folder = mkdtempSync(path.join(os.tmpdir(), 'unroll-fuzz-script-'))
const last = path.join(folder, 'last.txt')
console.log(`seed ${values.seed}, ${values.seconds} s`)
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'slow', 'tests/fuzz'], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    UNROLL_FUZZ_SECONDS: values.seconds,
    UNROLL_FUZZ_SEED: values.only?.split(':')[0] ?? values.seed,
    UNROLL_FUZZ_LAST: last,
    ...(values.only && { UNROLL_FUZZ_ONLY: values.only }),
  },
})
if (status !== 0 && existsSync(last)) console.log(`the last case was ${readFileSync(last, 'utf8')}`)
rmSync(folder, { recursive: true, force: true })
process.exitCode = status ?? 1
