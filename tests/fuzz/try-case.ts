// Gives the lab one input and watches what comes of it: a result in time, a sentence, and no file anywhere else.
import { lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Result } from '#shared/protocol/result'
import { Imports } from '../../src/engine/runs/imports'
import { isRunZipFolder } from '../../src/engine/runs/run-zip'
import { verifyRunZip } from '../../src/engine/runs/verify-run-zip'
import { tf } from '../../src/worker/backend'
import { verifyExport, verifyRun } from '../../src/worker/export/verify-export'
import { importModel } from '../../src/worker/import/import-model'
import { releaseRun, withRun } from '../../src/worker/inference/load-run'
import { taskModule } from '../../src/worker/tasks/index'
import { quiet } from '../worker/export/runs'
import { calm, type Subject } from './subjects'

/** The longest that an input may take, in milliseconds; a file that loops is ended by its reader's own limit. */
const longest = 20_000

export interface Outcome {
  readonly isAccepted: boolean
  /** The sentence of a refusal. */
  readonly message: string | null
  readonly milliseconds: number
  /** What is wrong with how it was dealt with; empty when nothing is. */
  readonly findings: readonly string[]
}

type Input = Pick<Subject, 'how' | 'path' | 'files'>

/** @param sandbox a folder of its own, empty but for what earlier cases left */
export async function tryCase({ how, path, files }: Input, sandbox: string): Promise<Outcome> {
  const [given, store] = [join(sandbox, 'given'), join(sandbox, 'home', 'store')]
  for (const folder of [given, store]) {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
  }
  for (const [name, content] of files) {
    await mkdir(dirname(join(given, name)), { recursive: true })
    await writeFile(join(given, name), content)
  }
  const before = await listing(sandbox, store)
  const findings: string[] = []
  const tensors = tf.memory().numTensors
  const start = performance.now()
  let result: Result<unknown> | null = null
  try {
    result = how === 'verify' ? await verified(given) : await imported(join(given, path), store)
  } catch (error) {
    findings.push(
      `it threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
  }
  const milliseconds = performance.now() - start
  releaseRun()
  if (milliseconds > longest) findings.push(`it took ${Math.round(milliseconds)} ms`)
  const kept = tf.memory().numTensors - tensors
  // Of a model that it cannot load halfway through, TensorFlow.js keeps what it made so far.
  if (kept !== 0 && result?.ok) findings.push(`it kept ${kept} tensors`)
  const after = await listing(sandbox, store)
  if (after !== before) findings.push(`files changed:\n${before}\nbecame\n${after}`)
  const message = result && !result.ok ? result.message : null
  if (result && !result.ok) {
    if (how === 'import' && !wasTaken(result)) findings.push(...(await leftIn(store)))
    findings.push(...objectionsTo(result.message))
  }
  return { isAccepted: result?.ok === true, message, milliseconds, findings }
}

/** As the lab does it. */
async function verified(folder: string): Promise<Result<unknown>> {
  if (!(await isRunZipFolder(folder))) return verifyExport(folder, quiet)
  return verifyRunZip(folder, {
    ...{ requestId: 'verify', version: '0.0.0', control: calm },
    verifyRun: (run, work) => verifyRun(run, work, quiet),
  })
}

/** Imports that were taken, whose model then turned out to be damaged. */
const taken = new WeakSet<object>()

function wasTaken(result: object): boolean {
  return taken.has(result)
}

/** What is taken in has to be of use, or to say why it is not. */
async function imported(path: string, store: string): Promise<Result<unknown>> {
  const options = { requestId: 'import', name: null, vocabulary: null, labels: null }
  const imports = new Imports(store, (work) => importModel(work, quiet))
  const report = await imports.take(path, options, calm)
  if (!report.ok) return report
  const used = await withRun(report.value.folder, async (run) => {
    const { predict } = await taskModule(run.experiment.task)
    return predict(run, ['A wonderful surprise', ''], { beams: 1 })
  })
  taken.add(used)
  return used
}

/** Every file but those of the store, with its size. */
async function listing(sandbox: string, store: string): Promise<string> {
  const entries = await readdir(sandbox, { recursive: true, withFileTypes: true })
  const paths = entries
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(`${store}/`))
    .toSorted()
  const lines = paths.map(async (path) => {
    const state = await lstat(path)
    return `${path} ${state.isFile() ? state.size : state.isDirectory() ? 'folder' : 'other'}`
  })
  return (await Promise.all(lines)).join('\n')
}

/** A refused import leaves nothing. */
async function leftIn(store: string): Promise<string[]> {
  const names = await readdir(store, { recursive: true }).catch((): string[] => [])
  return names.length === 0 ? [] : [`left in the store: ${names.slice(0, 5).join(', ')}`]
}

// Of a value that is missing the schemas say that they received undefined.
const unclear =
  /(?<!received )undefined|\[object|\bat .*:\d+:\d+|TypeError|RangeError|is not a function|[a-z]\.\.(?= |$)/

function objectionsTo(message: string): string[] {
  const objections: string[] = []
  if (message.trim().length < 20) objections.push(`says too little: ${message}`)
  if (message.split('\n').length > 2 || message.length > 1000)
    objections.push(`says too much: ${message.slice(0, 1500)}`)
  // What a library says is quoted in parentheses.
  if (unclear.test(message.replace(/\(.*\)/s, '')))
    objections.push(`is no sentence for people: ${message.slice(0, 500)}`)
  return objections
}
