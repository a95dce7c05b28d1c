// Loads TensorFlow: the only importer of tfjs-node, and the one place that starts a tfjs backend.
import type * as Tfjs from '@tensorflow/tfjs'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import * as nodeUtil from 'node:util'
import { z } from 'zod'
import type { Environment } from '#shared/domain/run'
import { availableKernels, describeAvailable } from './kernels/available'
import { withOwnBinding } from './own-binding'

// Not named require: the bundler adds a helper of that name to a module that has one.
const load = createRequire(import.meta.url)

// tfjs-node requires the CommonJS build; an ESM import would load a second tfjs with its own engine.
/** The tfjs runtime; `startBackend` has to run before the first tensor. */
export const tf = load('@tensorflow/tfjs') as typeof Tfjs // load has no types

// Silences the advice that tfjs prints to the console; everything else stays as it is.
tf.env().set('PROD', true)

const nativeSchema = z.object({
  format: z.literal('unroll-native/1'),
  kind: z.enum(['official', 'packaged', 'none']),
  tensorflow: z.string().nullable(),
  note: z.string(),
})

type NativeSetup = z.output<typeof nativeSchema>

const slow = 'Training runs on the JavaScript backend, which is many times slower'

let started: Promise<Environment> | undefined

/**
 * Starts native TensorFlow where set-up has put it, else tfjs's JavaScript backend with a warning in the answer.
 * The same answer for every later call.
 */
export function startBackend(): Promise<Environment> {
  started ??= start()
  return started
}

async function start(): Promise<Environment> {
  const native = readNativeSetup()
  if (typeof native !== 'string') {
    const problem = await startNative(native.kind)
    if (!problem) return describe('tensorflow', native.tensorflow, null)
    return startJavaScript(
      `${slow}: native TensorFlow could not be loaded (${problem}). Run "npm run setup" again.`,
    )
  }
  return startJavaScript(`${slow}: ${native} Run "npm run setup" to set it up.`)
}

async function startNative(kind: NativeSetup['kind']): Promise<string | undefined> {
  try {
    restoreRemovedNodeFunctions()
    const start = () => void load('@tensorflow/tfjs-node')
    if (kind === 'packaged') withOwnBinding(start)
    else start()
    await tf.ready()
    return tf.getBackend() === 'tensorflow' ? undefined : 'its backend did not start'
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return message.split('\n')[0].replace(/\.\s*$/, '')
  }
}

async function startJavaScript(warning: string): Promise<Environment> {
  await tf.setBackend('cpu')
  await tf.ready()
  return describe('cpu', null, warning)
}

// tfjs-node 4.22.0 calls two functions that Node 23 removed from its util module.
function restoreRemovedNodeFunctions(): void {
  const util: Partial<Record<'isNullOrUndefined' | 'isArray', unknown>> = load('node:util')
  if ('isNullOrUndefined' in nodeUtil && 'isArray' in nodeUtil) return
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined
  util.isArray ??= Array.isArray
}

/** What set-up wrote about the native library, or the sentence that says why there is none. */
function readNativeSetup(): NativeSetup | string {
  const file = findNativeSetup()
  if (!file || !existsSync(file)) return 'native TensorFlow is not set up.'
  try {
    const setup = nativeSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return setup.kind === 'none' ? setup.note : setup
  } catch {
    return `${file} is damaged.`
  }
}

function findNativeSetup(): string | undefined {
  try {
    const folder = dirname(load.resolve('@tensorflow/tfjs-node/package.json'))
    return join(folder, '..', '..', '.unroll', 'native.json')
  } catch {
    return undefined
  }
}

function describe(
  backend: Environment['backend'],
  tensorflow: string | null,
  warning: string | null,
): Environment {
  return {
    unroll: ownVersion(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    backend,
    tensorflow,
    tfjs: tf.version.tfjs,
    threads: availableParallelism(),
    kernels: describeAvailable(availableKernels(backend)),
    warning,
  }
}

// The sources lie two folders below package.json, the built files three.
function ownVersion(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) {
      const { name, version } = z
        .object({ name: z.string().optional(), version: z.string().optional() })
        .parse(JSON.parse(readFileSync(file, 'utf8')))
      if (name === 'unroll' && version) return version
    }
    if (dirname(folder) === folder) return 'unknown'
  }
}
