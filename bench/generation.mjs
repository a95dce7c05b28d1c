// Time of a token that a language model writes, early and late in a text, in the built trainer.
//
//   npm run bench -- generation
import { wrap } from 'comlink'
import nodeEndpoint from 'comlink/dist/umd/node-adapter.js'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build } from 'vite'

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'

const root = fileURLToPath(new URL('..', import.meta.url))
const trainerPath = path.resolve(root, process.env.UNROLL_BENCH_TRAINER ?? 'out/main/trainer.js')
const lengths = [100, 1000, 5000]
const repeats = 3
/** A token of the longest text may cost so many times what one of the shortest costs. */
const limit = 1.5

const recurrent = (units) => ({ type: 'LSTM', units, returnSequences: true })
const cases = [
  { title: 'characters, LSTM 256', level: 'character', size: 60, layers: [recurrent(256)] },
  {
    title: '8,000 words, two LSTM 256',
    level: 'word',
    size: 8000,
    layers: [recurrent(256), recurrent(256)],
  },
]

/** The experiment parser of these sources, which fills in every default. */
async function loadParser(folder) {
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      ssr: 'src/shared/experiment/parse.ts',
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: 'parse.mjs' } },
    },
    ssr: { noExternal: true },
  })
  return (await import(pathToFileURL(path.join(folder, 'parse.mjs')).href)).parseExperiment
}

function experimentOf({ level, size, layers }, dataPath, parse) {
  const parsed = parse({
    name: 'bench',
    task: 'language-model',
    data: { path: dataPath },
    text: { level, vocabularySize: size, sequenceLength: 50 },
    model: {
      layers: [
        { type: 'Embedding', units: 64 },
        ...layers,
        { type: 'TimeDistributed', layer: { type: 'Dense', units: size, activation: 'softmax' } },
      ],
    },
    training: { epochs: 1, batchSize: 64, sample: { length: 0 } },
  })
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

/** Lines of made-up words; the same ones at every run. */
function writeText(file) {
  let state = 1
  const next = () => (state = (state * 48_271) % 2_147_483_647)
  const word = () => {
    let number = next() % 12_000
    let letters = ''
    for (; number > 0; number = Math.floor(number / 20))
      letters += 'etaoinshrdlucmfwypvb'[number % 20]
    return letters || 'a'
  }
  const lines = Array.from({ length: 2000 }, () => Array.from({ length: 9 }, word).join(' '))
  writeFileSync(file, `${lines.join('\n')}\n`)
}

async function trainedRun(trainer, experiment, folder) {
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'experiment.json'), JSON.stringify(experiment))
  const request = { runId: 'bench', experiment, folder, checkpoint: null }
  const outcome = await trainer.train(request)
  if (!outcome.ok) throw new Error(outcome.message)
  return folder
}

/** Milliseconds of a token in a text of so many, with what the window asks for of each. */
async function measure(trainer, run, length) {
  const sampling = { temperature: 1, topK: 20, topP: null, repetitionPenalty: 1, seed: 1 }
  const request = { requestId: 'bench', prompt: '', continuation: [], stop: null, alternatives: 8 }
  const answer = await trainer.generate(run, { ...request, sampling, length })
  if (!answer.ok) throw new Error(answer.message)
  const { tokens, millisecondsPerToken } = answer.value
  if (tokens.length < length)
    throw new Error(`The model ended its text after ${tokens.length} tokens.`)
  return millisecondsPerToken
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const folder = mkdtempSync(path.join(os.tmpdir(), 'unroll-bench-generation-'))
const worker = new Worker(trainerPath)
try {
  const trainer = wrap(nodeEndpoint(worker))
  const parse = await loadParser(folder)
  const dataPath = path.join(folder, 'text.txt')
  writeText(dataPath)
  for (const [index, one] of cases.entries()) {
    const experiment = experimentOf(one, dataPath, parse)
    const run = await trainedRun(trainer, experiment, path.join(folder, `run-${index}`))
    await measure(trainer, run, lengths[0]) // warms up
    console.log(`${one.title}, ${repeats} times in turns, median of milliseconds a token`)
    const times = lengths.map(() => [])
    for (let repeat = 0; repeat < repeats; repeat++)
      for (const [place, length] of lengths.entries())
        times[place].push(await measure(trainer, run, length))
    const medians = times.map(median)
    const told = lengths.map((length, place) => `${length} tokens: ${medians[place].toFixed(3)}`)
    console.log(`  texts of ${told.join(', ')}`)
    if (medians.at(-1) > limit * medians[0]) process.exitCode = 1
  }
} finally {
  await worker.terminate()
  rmSync(folder, { recursive: true, force: true })
}
