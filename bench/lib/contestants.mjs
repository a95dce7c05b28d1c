// Those who run the benchmark: the built trainer with each kind of kernels, and other frameworks where a Python has them.
import { wrap } from 'comlink'
import nodeEndpoint from 'comlink/dist/umd/node-adapter.js'
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

const trainerPath = fileURLToPath(
  new URL(process.env.UNROLL_BENCH_TRAINER ?? '../../out/main/trainer.js', import.meta.url),
)

/**
 * The built trainer on `kernels` (native, tensorflow or stock), in a thread that stays until the process ends.
 * `steps(experiment, count, folder)` gives the milliseconds of that many training steps.
 */
export async function startTrainer(kernels) {
  const worker = new Worker(trainerPath, { env: { ...process.env, UNROLL_KERNELS: kernels } })
  const trainer = wrap(nodeEndpoint(worker))
  const { backend } = await trainer.environment()
  let runsOn = ''
  const steps = async (experiment, count, folder) => {
    const times = []
    const runId = 'bench'
    const listen = (message) => {
      const event = message?.unrollTrainerEvent
      if (event?.type === 'summary') runsOn = event.summary.layers[1].kernels ?? ''
      if (event?.type !== 'steps' || times.length >= count) return
      times.push(...event.steps.milliseconds)
      if (times.length < count) return
      // Twice: without the closing measurement.
      void trainer.stop(runId)
      void trainer.stop(runId)
    }
    worker.on('message', listen)
    const result = await trainer.train({ runId, experiment, folder, checkpoint: null })
    worker.off('message', listen)
    if (!result.ok) throw new Error(result.message)
    return times.slice(0, count)
  }
  return { backend, steps, runsOn: () => runsOn, close: () => worker.terminate() }
}

/**
 * Another framework in a Python process that stays, or null where no Python has it.
 * @param script a file in bench/peers
 */
export function startPeer(script, modules, pythons) {
  const python = pythons.filter(Boolean).find((name) => canImport(name, modules))
  if (!python) return null
  const file = fileURLToPath(new URL(`../peers/${script}`, import.meta.url))
  const child = spawn(python, [file], { stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const steps = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const { value, done } = await lines.next()
    if (done) throw new Error(`${script} ended`)
    return JSON.parse(value)
  }
  return { steps, close: () => child.kill() }
}

function canImport(python, modules) {
  const { status } = spawnSync(python, ['-c', `import ${modules}`], { stdio: 'ignore' })
  return status === 0
}
