// A disk that is full: a run that cannot begin ends with one sentence, one that trains waits for room and goes on, and
// the other runs stay as they were.
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
  mount -t tmpfs -o size=1500k tmpfs "$UNROLL_HOME" || exit 90
  train() { "$NODE" "$COMMAND" train experiment.json --json >"$1" 2>"$1.err"; echo "$1 $?"; grep -v '^A .* was left out' "$1.err" | head -n 1; }
  train first
  find "$UNROLL_HOME/runs" -type f -exec sha256sum {} + > sums
  dd if=/dev/zero of="$UNROLL_HOME/fill" bs=1k 2>/dev/null
  train full
  dd if=/dev/zero of="$UNROLL_HOME/fill" bs=1k count="$(($(stat -c %s "$UNROLL_HOME/fill") / 1024 - 96))" 2>/dev/null
  train nearly-full & run=$!
  until grep -q '"paused"' nearly-full || ! kill -0 $run; do sleep 0.1; done
  sha256sum --quiet -c sums && echo untouched
  rm "$UNROLL_HOME/fill"
  wait
  grep -oE '"type":"(paused|went-on|done)"' nearly-full | tail -n 2
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
  const paused = expect.stringMatching(
    /^Paused at .*epoch \d.* The disk is full: .* when there is room\.$/,
  )
  expect(stdout.trimEnd().split('\n')).toEqual([
    'first 0',
    'full 1',
    full,
    'untouched',
    'nearly-full 0',
    paused,
    '"type":"went-on"',
    '"type":"done"',
    'freed 0',
  ])
})
