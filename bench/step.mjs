// Time of one training step of the IMDB presets at their own sizes (batch 128, length 500), in the built trainer.
import { wrap } from 'comlink'
import nodeEndpoint from 'comlink/dist/umd/node-adapter.js'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'

const trainerPath = fileURLToPath(
  new URL(process.env.UNROLL_BENCH_TRAINER ?? '../out/main/trainer.js', import.meta.url),
)
const steps = 6
const rows = 128 * 8
const dense = { type: 'Dense', units: 1, activation: 'sigmoid' }
const embedding = { type: 'Embedding', units: 32, embeddingsInitializer: 'randomUniform' }
const shared = {
  activation: 'tanh',
  useBias: true,
  kernelInitializer: 'glorotUniform',
  recurrentInitializer: 'orthogonal',
  biasInitializer: 'zeros',
  dropout: 0,
  recurrentDropout: 0,
  returnSequences: false,
  goBackwards: false,
  recurrentActivation: 'sigmoid',
  unitForgetBias: true,
}
const cell = (type) => ({ type, units: 32, ...shared })
const models = {
  'imdb-simple-rnn': [embedding, cell('SimpleRNN'), dense],
  'imdb-lstm': [embedding, cell('LSTM'), dense],
  'imdb-gru': [embedding, cell('GRU'), dense],
  'imdb-bidirectional-lstm': [
    embedding,
    { type: 'Bidirectional', layer: cell('LSTM'), mergeMode: 'concat' },
    dense,
  ],
}

// One thread for all: the native library must not be loaded twice in a process that has not pinned it.
const worker = new Worker(trainerPath)
const trainer = wrap(nodeEndpoint(worker))
const folder = await mkdtemp(join(tmpdir(), 'unroll-bench-'))
try {
  const path = join(folder, 'texts.csv')
  await writeFile(path, texts())
  for (const [name, layers] of Object.entries(models)) {
    const times = await measure(name, experiment(path, layers))
    // The first step also loads kernels.
    const sorted = times.slice(1).sort((a, b) => a - b)
    console.log(`step ${name}: median ${sorted[Math.floor(sorted.length / 2)].toFixed(0)} ms`)
  }
} finally {
  await worker.terminate()
  await rm(folder, { recursive: true, force: true })
}

async function measure(runId, settings) {
  const times = []
  const listen = (message) => {
    const event = message?.unrollTrainerEvent
    if (event?.type !== 'step') return
    times.push(event.milliseconds)
    if (times.length !== steps) return
    // Twice: without the closing measurement.
    void trainer.stop(runId)
    void trainer.stop(runId)
  }
  worker.on('message', listen)
  const result = await trainer.train({ runId, experiment: settings, folder })
  worker.off('message', listen)
  if (!result.ok) throw new Error(result.message)
  return times
}

function experiment(path, layers) {
  const experimentFile = {
    format: 'unroll-experiment/1',
    name: 'bench',
    task: 'classification',
    data: { path, text: 'text', label: 'label', split: null, encoding: 'auto' },
    text: { level: 'word', lowercase: true, stripHtml: true, vocabularySize: 10_000 },
    model: { inputLength: 'sequence', layers: layers.map((layer) => ({ ...layer })) },
    training: { loss: null, batchSize: 128, epochs: 10, shuffle: true, seed: 7 },
  }
  Object.assign(experimentFile.data, { validationSplit: 0.1, maximumRows: null })
  Object.assign(experimentFile.text, { sequenceLength: 500, padding: 'pre', truncating: 'pre' })
  experimentFile.training.optimizer = {
    type: 'rmsprop',
    learningRate: 0.001,
    rho: 0.9,
    momentum: 0,
    epsilon: 1e-7,
    centered: false,
  }
  for (const layer of experimentFile.model.layers) {
    if (layer.type === 'Dense') {
      Object.assign(layer, { useBias: true, biasInitializer: 'zeros' })
      layer.kernelInitializer = 'glorotUniform'
    }
  }
  return experimentFile
}

// 600 words a text from 12,000, by a linear congruential generator, so that every run measures the same.
function texts() {
  let state = 1
  const next = () => (state = (state * 48_271) % 2_147_483_647)
  const lines = Array.from({ length: rows }, () => {
    const words = Array.from({ length: 600 }, () => `w${next() % 12_000}`)
    return `${words.join(' ')},${next() % 2 === 0 ? 'yes' : 'no'}`
  })
  return `text,label\n${lines.join('\n')}\n`
}
