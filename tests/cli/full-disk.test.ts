// A disk that is full: one sentence and exit 1, the runs on it as they were, and the next run after space was made.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const command = resolve(import.meta.dirname, '../../out/main/cli.js')
// In a mount namespace of its own, the small disk ends with the process, whatever becomes of it.
const namespace = ['--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])]
const probe = ['sh', '-c', 'mount -t tmpfs -o size=64k tmpfs /mnt']

const script = `
  mount -t tmpfs -o size=400k tmpfs "$UNROLL_HOME" || exit 90
  train() { "$NODE" "$COMMAND" train experiment.json --json >"$1" 2>"$1.err"; echo "$1 $?"; cat "$1.err"; }
  train first
  find "$UNROLL_HOME/runs" -type f -exec sha256sum {} + > sums
  dd if=/dev/zero of="$UNROLL_HOME/fill" bs=1k 2>/dev/null
  train full
  dd if=/dev/zero of="$UNROLL_HOME/fill" bs=1k count="$(($(stat -c %s "$UNROLL_HOME/fill") / 1024 - 48))" 2>/dev/null
  train nearly-full
  sha256sum --quiet -c sums && echo untouched
  rm "$UNROLL_HOME/fill"
  train freed
`

const experiment = {
  task: 'classification',
  data: { path: 'data.csv' },
  text: { vocabularySize: 1000, sequenceLength: 5 },
  model: {
    layers: [
      { type: 'Embedding', units: 16 },
      { type: 'GlobalMaxPooling1D' },
      { type: 'Dense', units: 1, activation: 'sigmoid' },
    ],
  },
  training: { epochs: 1 },
}

it('a full disk', ({ skip }) => {
  if (spawnSync('unshare', [...namespace, ...probe]).status !== 0)
    skip('a small disk cannot be mounted here')
  const folder = mkdtempSync(join(tmpdir(), 'unroll-full-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const home = join(folder, 'home')
  mkdirSync(home)
  const rows = Array.from({ length: 40 }, (_, row) => `film ${row},${row % 2 ? 'pos' : 'neg'}`)
  writeFileSync(join(folder, 'data.csv'), `text,label\n${rows.join('\n')}\n`)
  writeFileSync(join(folder, 'experiment.json'), JSON.stringify(experiment))
  const { stdout } = spawnSync('unshare', [...namespace, 'sh', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, UNROLL_HOME: home, NODE: process.execPath, COMMAND: command },
  })
  const full = expect.stringMatching(
    /^\/.* could not be written: the disk is full\. Free some space and try again\.$/,
  )
  expect(stdout.trimEnd().split('\n')).toEqual([
    'first 0',
    'full 1',
    full,
    'nearly-full 1',
    full,
    'untouched',
    'freed 0',
  ])
})
