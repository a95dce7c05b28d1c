// Time of one training step of each recurrent layer: the lab's kernels, its fallbacks, and other frameworks, in turns.
//
//   npm run bench -- recurrent [--cell lstm|gru|simple-rnn] [--quick] [--json]
//
// UNROLL_BENCH_PYTHON and UNROLL_BENCH_KERAS name a Python that has PyTorch or Keras; else python3 is asked.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPeer, startTrainer } from './lib/contestants.mjs'
import { experimentOf, writeTexts } from './lib/experiment.mjs'

// TensorFlow's notes are for its developers.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'

const cells = { lstm: 'LSTM', gru: 'GRU', 'simple-rnn': 'SimpleRNN' }
const sizes = [
  { batch: 128, length: 500, units: 32, embedding: 32 },
  { batch: 64, length: 200, units: 128, embedding: 32 },
  { batch: 64, length: 100, units: 512, embedding: 32 },
]
const { values: options } = parseArgs({
  args: process.argv.slice(2),
  // The names of benchmarks are the business of scripts/bench.mjs.
  allowPositionals: true,
  options: {
    cell: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const titles = {
  native: 'own kernels',
  tensorflow: 'TensorFlow, fused',
  stock: 'tfjs layers',
  torch: 'PyTorch',
  keras: 'Keras',
}
// The first steps of each turn load kernels and fill caches.
const warmUp = 2
const turns = options.quick ? 2 : 3
const stepsATurn = { fast: options.quick ? 6 : 10, stock: 3 }

const folder = await mkdtemp(join(tmpdir(), 'unroll-bench-'))
const contestants = await startAll()
try {
  const path = join(folder, 'texts.csv')
  await writeTexts(path, 128 * 16)
  const wanted = Object.entries(cells).filter(([name]) => !options.cell || name === options.cell)
  if (wanted.length === 0)
    throw new Error(`There is no cell ${options.cell}: lstm, gru, simple-rnn.`)
  for (const [name, cell] of wanted) {
    for (const size of options.quick ? sizes.slice(0, 1) : sizes) {
      report(name, size, await measure({ cell, ...size }, path))
    }
  }
} finally {
  for (const contestant of Object.values(contestants)) await contestant?.close()
  await rm(folder, { recursive: true, force: true })
}

async function startAll() {
  const { UNROLL_BENCH_PYTHON: torch, UNROLL_BENCH_KERAS: keras } = process.env
  const trainers = {}
  for (const kernels of ['native', 'tensorflow', 'stock']) {
    trainers[kernels] = await startTrainer(kernels)
  }
  return {
    ...trainers,
    torch: startPeer('torch_steps.py', 'torch', [torch, 'python3']),
    keras: startPeer('keras_steps.py', 'keras, tensorflow', [keras, torch, 'python3']),
  }
}

// A turn for everybody, several times over, so that what else the machine does falls on all alike.
async function measure(size, path) {
  const experiment = experimentOf(size, path)
  const times = {}
  const kernels = {}
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, contestant] of Object.entries(contestants)) {
      if (!contestant) continue
      const steps = warmUp + stepsATurn[name === 'stock' ? 'stock' : 'fast']
      const isPeer = name === 'torch' || name === 'keras'
      const measured = isPeer
        ? await contestant.steps({ ...size, vocabulary: 10_000, steps })
        : await contestant.steps(experiment, steps, folder)
      times[name] = [...(times[name] ?? []), ...measured.slice(warmUp)]
      if (!isPeer) kernels[name] = contestant.runsOn()
    }
  }
  return { times, kernels }
}

function report(cell, { batch, length, units }, { times, kernels }) {
  const medians = Object.fromEntries(
    Object.entries(times).map(([name, values]) => [name, median(values)]),
  )
  // A kind of kernels that cannot run here falls back on another, which is then listed under its own name alone.
  const own = ['native', 'tensorflow', 'stock'].find((name) => runsAs(kernels, name)) ?? 'stock'
  if (options.json) {
    const ratio = (name) => (medians[name] ? round(medians[name] / medians[own], 2) : null)
    const fallbackMs = runsAs(kernels, 'tensorflow') ? round(medians.tensorflow, 1) : null
    console.log(
      JSON.stringify({
        type: 'bench',
        cell,
        units,
        length,
        batch,
        kernels: own,
        unrollMs: round(medians[own], 1),
        tensorflowMs: fallbackMs,
        stockMs: round(medians.stock, 1),
        torchMs: medians.torch ? round(medians.torch, 1) : null,
        kerasMs: medians.keras ? round(medians.keras, 1) : null,
        stockRatio: ratio('stock'),
        torchRatio: ratio('torch'),
        kerasRatio: ratio('keras'),
      }),
    )
    return
  }
  console.log(`${cell}, batch ${batch}, length ${length}, units ${units}`)
  for (const [name, title] of Object.entries(titles)) {
    const skip = kernels[name] !== undefined && !runsAs(kernels, name)
    if (!times[name] || skip) {
      console.log(`  ${title.padEnd(22)} ${'–'.padStart(9)}`)
      continue
    }
    const middle = medians[name].toFixed(1).padStart(9)
    const least = Math.min(...times[name]).toFixed(1)
    const ratio = name === own ? '' : `  ${(medians[name] / medians[own]).toFixed(1)} times as long`
    console.log(`  ${title.padEnd(22)} ${middle} ms, at least ${least.padStart(7)} ms${ratio}`)
  }
}

function runsAs(kernels, name) {
  const words = { native: 'native', tensorflow: 'TensorFlow', stock: 'tfjs' }
  return kernels[name]?.startsWith(words[name])
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

function round(value, digits) {
  return Number(value.toFixed(digits))
}
