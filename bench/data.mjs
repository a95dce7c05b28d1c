// Time and memory of reading 25,000 reviews into token ids, and of the baselines, in the built trainer;
// with --megabytes 1024 of a generated file of that size, and of 200 training steps on it.
import { wrap } from 'comlink'
import nodeEndpoint from 'comlink/dist/umd/node-adapter.js'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { dataDefaults, textDefaults } from './lib/experiment.mjs'
import { measureLarge } from './lib/large-data.mjs'

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'

const root = fileURLToPath(new URL('..', import.meta.url))
const trainerPath = path.resolve(root, process.env.UNROLL_BENCH_TRAINER ?? 'out/main/trainer.js')
const dataPath = path.resolve(
  root,
  process.env.UNROLL_BENCH_DATA ?? '../shared/data/imdb-train.csv.gz',
)
/** What the lab promises for 25,000 reviews on a machine with two cores. */
const limits = { seconds: 8, megabytes: 600 }

const data = { ...dataDefaults, path: dataPath, text: 'text', label: 'label' }
const text = { ...textDefaults, vocabularySize: 10_000, sequenceLength: 500 }

const residentMegabytes = () => Math.round(process.resourceUsage().maxRSS / 1024)

async function measure() {
  const worker = new Worker(trainerPath)
  const trainer = wrap(nodeEndpoint(worker))
  try {
    const { backend } = await trainer.environment()
    const before = residentMegabytes()
    const request = {
      ...{ task: 'classification', data, text, seed: 7 },
      ...{ requestId: 'bench', baselines: true, findings: false },
    }
    const started = performance.now()
    const outcome = await trainer.report(request)
    const seconds = (performance.now() - started) / 1000
    if (!outcome.ok) throw new Error(outcome.message)
    print(outcome.value, { backend, before, seconds })
  } finally {
    await worker.terminate()
  }
}

function print({ report, baselines }, { backend, before, seconds }) {
  const most = residentMegabytes()
  const size = (statSync(dataPath).size / 1e6).toFixed(1)
  console.log(
    `${report.rows} rows, ${size} MB on disk, ${report.vocabulary.distinct} different words`,
  )
  console.log(
    `read, tokenised and encoded in ${report.seconds.toFixed(2)} s (limit ${limits.seconds} s)`,
  )
  for (const { title, accuracy, seconds: time } of baselines)
    console.log(`${title}: accuracy ${accuracy.toFixed(4)} in ${time.toFixed(2)} s`)
  console.log(`all of it ${seconds.toFixed(2)} s`)
  console.log(
    `at most ${most} MB resident (limit ${limits.megabytes} MB), ${before} MB of it before, with the backend ${backend} loaded`,
  )
  if (report.seconds > limits.seconds || most > limits.megabytes) process.exitCode = 1
}

const { values: options } = parseArgs({ options: { megabytes: { type: 'string' } }, strict: false })
if (existsSync(dataPath) && options.megabytes)
  await measureLarge(trainerPath, dataPath, Number(options.megabytes))
else if (existsSync(dataPath)) await measure()
else console.log(`Skipped: there is no ${dataPath}; name a file with UNROLL_BENCH_DATA.`)
