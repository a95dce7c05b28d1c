// A real disk that fills up while a real run trains: it holds, says why, and goes on by itself when there is room.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { temporaryFolder } from './sample'

const engine = pathToFileURL(resolve(import.meta.dirname, '../../out/main/engine.js')).href
const script = join(import.meta.dirname, 'fixtures', 'trainee.mjs')
// In a mount namespace of its own, the small disk ends with the process, whatever becomes of it.
const namespace = ['--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])]
const probe = ['sh', '-c', 'mount -t tmpfs -o size=64k tmpfs /mnt']

const fillAndFree = `
  mount -t tmpfs -o size=4m tmpfs "$UNROLL_HOME" || exit 90
  "$NODE" "$SCRIPT" "$ENGINE" train "$EXPERIMENT" >told &
  waitFor() { until grep -q "$1" told; do kill -0 $! 2>/dev/null || exit 91; sleep 0.05; done; }
  waitFor run-checkpoint
  dd if=/dev/zero of="$UNROLL_HOME/fill" bs=4k 2>/dev/null
  waitFor run-paused
  rm "$UNROLL_HOME/fill"
  wait
  tail -n +2 "$UNROLL_HOME"/runs/*/metrics.jsonl | grep '"type":"step"' | cut -d, -f2 >steps
  seq -f '"step":%.0f' 400 | cmp - steps && echo "all steps"
  cat told
`

const experiment = (path: string) => ({
  name: 'Full',
  task: 'classification',
  data: { path },
  text: { vocabularySize: 60, sequenceLength: 5 },
  model: {
    layers: [
      { type: 'Embedding', units: 8 },
      { type: 'LSTM', units: 8 },
      { type: 'Dense', units: 1, activation: 'sigmoid' },
    ],
  },
  training: { epochs: 100, batchSize: 8, checkpoint: { steps: 5 } },
})

it('a disk that fills up while a run trains', ({ skip }) => {
  if (spawnSync('unshare', [...namespace, ...probe]).status !== 0)
    skip('a small disk cannot be mounted here')
  const folder = temporaryFolder()
  const home = join(folder, 'home')
  mkdirSync(home)
  const data = join(folder, 'data.csv')
  const rows = Array.from({ length: 40 }, (_, row) => `film ${row},${row % 2 ? 'pos' : 'neg'}`)
  writeFileSync(data, `text,label\n${rows.join('\n')}\n`)
  const { stdout, status } = spawnSync('unshare', [...namespace, 'sh', '-c', fillAndFree], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    env: {
      ...process.env,
      UNROLL_HOME: home,
      NODE: process.execPath,
      SCRIPT: script,
      ENGINE: engine,
      EXPERIMENT: JSON.stringify(experiment(data)),
    },
  })
  expect(status).toBe(0)
  const [complete, ...lines] = stdout.trimEnd().split('\n')
  expect(complete).toBe('all steps')
  const told = lines.map((line) => JSON.parse(line))
  const paused = told.find(({ type }) => type === 'run-paused')
  expect(paused.reason).toMatch(
    /^The disk is full: .* Training goes on by itself when there is room\.$/,
  )
  expect(told.some(({ type }) => type === 'run-went-on')).toBe(true)
  expect(told.at(-1)).toEqual({ type: 'run-ended', state: 'done', message: null })
})
