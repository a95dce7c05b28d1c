// How long a list of 1,000 runs takes: without the index, with it in a fresh process, and asked for again.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const count = 1000
const repeats = 5
/** What the lab promises for a list in a process that has just started. */
const limit = 200
const root = fileURLToPath(new URL('..', import.meta.url))
const sample = path.join(root, 'tests', 'engine', 'runs', 'fixtures', 'run-version-1')

/** A run of 10 epochs with 1,570 steps, its checkpoints, notes and log, made of a real one. */
function writeRun(folder, number) {
  const id = path.basename(folder)
  cpSync(sample, folder, { recursive: true })
  const record = JSON.parse(readFileSync(path.join(sample, 'run.json'), 'utf8'))
  const added = { kept: null, position: positionAt(1570), resumed: 0, group: null, settings: {} }
  const createdAt = new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString()
  const times = { createdAt, epochs: 10, plannedEpochs: 10 }
  writeJson(folder, 'run.json', { ...record, ...added, ...times, format: 'unroll-run/2', id })
  writeFileSync(path.join(folder, 'metrics.jsonl'), metrics)
  mkdirSync(path.join(folder, 'checkpoints'))
  const checkpoints = [1413, 1570].map((step) => checkpointAt(folder, step))
  writeJson(folder, 'checkpoints.json', { format: 'unroll-checkpoints/1', checkpoints })
  const notes = { name: `Run ${number}`, notes: 'A few words.', tags: ['a'], starred: false }
  writeJson(folder, 'notes.json', { format: 'unroll-notes/1', ...notes })
  writeFileSync(path.join(folder, 'log.jsonl'), '{"type":"format","format":"unroll-log/1"}\n')
}

function checkpointAt(folder, step) {
  const file = `checkpoints/step-${String(step).padStart(7, '0')}.safetensors`
  writeFileSync(path.join(folder, file), Buffer.alloc(4096))
  const savedAt = '2026-01-01T00:00:00.000Z'
  return { ...positionAt(step), file, bytes: 4096, savedAt, isBest: false }
}

const positionAt = (step) => ({
  step,
  epoch: step / 157 + 1,
  stepInEpoch: 0,
  stepsPerEpoch: 157,
})

function writeJson(folder, file, value) {
  writeFileSync(path.join(folder, file), JSON.stringify(value, null, 2))
}

const metrics = (() => {
  let lines = '{"type":"format","format":"unroll-metrics/2"}\n'
  for (let step = 1; step <= 1570; step++) {
    lines += `{"type":"step","step":${step},"loss":0.69307458,"accuracy":0.75,"gradientNorm":0.089556709,"milliseconds":11.559454,"learningRate":0.001,"seconds":${step / 100}}\n`
    if (step % 157 === 0)
      lines += `{"type":"epoch","epoch":${step / 157},"loss":0.6,"accuracy":0.7,"valLoss":0.6,"valAccuracy":0.8123,"seconds":1.57,"step":${step}}\n`
  }
  return lines
})()

/** Lists in a process of its own; milliseconds of the first and the second time, without the process's start. */
function listInFreshProcess(store, home) {
  const script = `
    const { RunStore } = await import(${JSON.stringify(`file://${store}`)})
    const store = new RunStore(${JSON.stringify(home)})
    const times = []
    for (let time = 0; time < 2; time++) {
      const started = performance.now()
      const { value } = await store.list()
      times.push(performance.now() - started)
      if (value.runs.length !== ${count}) throw new Error('not all runs were listed')
      await store.settled()
    }
    console.log(JSON.stringify(times))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script])
  if (stderr.length > 0) throw new Error(String(stderr))
  return JSON.parse(String(stdout))
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const folder = mkdtempSync(path.join(os.tmpdir(), 'unroll-bench-runs-'))
try {
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      ssr: 'src/engine/runs/run-store.ts',
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: 'run-store.mjs' } },
    },
    ssr: { noExternal: true },
  })
  const home = path.join(folder, 'home')
  for (let number = 0; number < count; number++)
    writeRun(
      path.join(home, 'runs', `20260101-000000-run-${String(number).padStart(4, '0')}`),
      number,
    )
  const store = path.join(folder, 'run-store.mjs')
  const cold = []
  const fresh = []
  const warm = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    rmSync(path.join(home, 'index.json'), { force: true })
    cold.push(listInFreshProcess(store, home)[0])
    const [first, second] = listInFreshProcess(store, home)
    fresh.push(first)
    warm.push(second)
  }
  const line = (values) =>
    `${median(values).toFixed(0)} ms (${values.map((value) => value.toFixed(0)).join(', ')})`
  console.log(`${count} runs of 10 epochs and 1,570 steps, ${repeats} times, median`)
  console.log(`without the index: ${line(cold)}`)
  console.log(`with the index, in a fresh process: ${line(fresh)} (limit ${limit} ms)`)
  console.log(`asked for again: ${line(warm)}`)
  if (median(fresh) > limit) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
