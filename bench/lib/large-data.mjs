// Reads a generated CSV of any size and trains on it, in the built trainer: peak memory, throughput, time of a step.
import { wrap } from 'comlink'
import nodeEndpoint from 'comlink/dist/umd/node-adapter.js'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { experimentOf } from './experiment.mjs'

/** What the lab promises for data of any size. */
const mostMegabytes = 1500
const steps = 200
const generator = fileURLToPath(new URL('./large-csv.mjs', import.meta.url))
const runId = 'bench'

const residentMegabytes = () => Math.round(process.resourceUsage().maxRSS / 1024)
const secondsSince = (started) => (performance.now() - started) / 1000

/** @param megabytes of 1,000,000 bytes that the file takes */
export async function measureLarge(trainerPath, source, megabytes) {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-bench-'))
  process.env.UNROLL_HOME = folder
  try {
    const path = join(folder, 'large.csv')
    const started = performance.now()
    // In a process of its own, so that its memory does not count.
    execFileSync(process.execPath, [generator, source, path, String(megabytes * 1e6)])
    const bytes = statSync(path).size
    console.log(`generated ${(bytes / 1e6).toFixed(0)} MB in ${secondsSince(started).toFixed(1)} s`)
    await measure(trainerPath, path, folder, bytes)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(trainerPath, path, folder, bytes) {
  const worker = new Worker(trainerPath)
  const trainer = wrap(nodeEndpoint(worker))
  try {
    await trainer.environment()
    const watched = watch(worker, trainer)
    const before = residentMegabytes()
    console.log(`${before} MB resident before, with the backend loaded`)
    const experiment = experimentOf(
      { cell: 'LSTM', batch: 128, length: 500, units: 32, embedding: 32 },
      path,
    )
    const outcome = await trainer.train({ runId, experiment, folder, checkpoint: null })
    if (!outcome.ok) throw new Error(outcome.message)
    print(watched, outcome.value, bytes)
  } finally {
    await worker.terminate()
  }
}

/** Hears the run's events, tells memory at each stage, and ends the run after some steps. */
function watch(worker, trainer) {
  const watched = { milliseconds: [], report: null, baselines: [], longestSilence: 0 }
  let phase
  let heard = performance.now()
  worker.on('message', ({ unrollTrainerEvent: event }) => {
    if (!event) return
    const now = performance.now()
    if (phase === 'reading' || phase === 'encoding')
      watched.longestSilence = Math.max(watched.longestSilence, (now - heard) / 1000)
    heard = now
    const next = event.type === 'progress' ? event.progress.phase : phase
    if (next !== phase && phase) console.log(`${residentMegabytes()} MB at most after ${phase}`)
    phase = next
    if (event.type === 'data') watched.report = event.report
    if (event.type === 'baselines') watched.baselines = event.baselines
    if (event.type !== 'steps') return
    watched.milliseconds.push(...event.steps.milliseconds)
    if (watched.milliseconds.length >= steps) void trainer.stop(runId)
  })
  return watched
}

function print({ milliseconds, report, baselines, longestSilence }, outcome, bytes) {
  const megabytes = bytes / 1e6
  console.log(`${report.rows} rows, ${report.vocabulary.distinct} different words`)
  for (const note of report.notes ?? []) console.log(`note: ${note}`)
  const throughput = (megabytes / report.seconds).toFixed(1)
  console.log(
    `read, tokenised and encoded in ${report.seconds.toFixed(1)} s, ${throughput} MB/s; longest time without a word ${longestSilence.toFixed(2)} s`,
  )
  for (const { title, accuracy, seconds } of baselines)
    console.log(`${title}: accuracy ${accuracy.toFixed(4)} in ${seconds.toFixed(1)} s`)
  const sorted = milliseconds.toSorted((one, other) => one - other)
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1)
  console.log(`${outcome.steps} steps: median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms`)
  if (outcome.evaluation)
    console.log(
      `validation accuracy ${outcome.evaluation.accuracy.toFixed(4)} on ${outcome.evaluation.rows} rows in ${outcome.evaluation.seconds.toFixed(1)} s`,
    )
  const most = residentMegabytes()
  console.log(`at most ${most} MB resident (limit ${mostMegabytes} MB)`)
  if (most > mostMegabytes) process.exitCode = 1
}
