// Pins libtensorflow in the process: a thread that ends would unload it, and loading it a second time aborts the process.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** `node_modules/.unroll/native.json`, written by set-up. */
const nativeRecordSchema = z.object({
  format: z.literal('unroll-native/1'),
  kind: z.enum(['official', 'packaged', 'none']),
})

// RTLD_NODELETE, which Node does not name: dlfcn.h of glibc and of macOS.
const keepLoaded: Partial<Record<NodeJS.Platform, number>> = { linux: 0x1000, darwin: 0x80 }

let pinned = false

/** Loads the native library for good, where set-up installed one; has to come before the first trainer thread. */
export function pinNativeLibrary(): void {
  if (pinned) return
  pinned = true
  // TensorFlow's own log lines are for its developers; 2 leaves errors.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  const flag = keepLoaded[process.platform]
  const binding = findBinding()
  if (flag === undefined || binding === null) return
  try {
    process.dlopen({ exports: {} }, binding, constants.dlopen.RTLD_NOW | flag)
  } catch {
    // The trainer finds the same error when it loads the library, and says what it means.
  }
}

function findBinding(): string | null {
  try {
    const home = dirname(
      createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json'),
    )
    const record = readFileSync(join(home, '../../.unroll/native.json'), 'utf8')
    const { kind } = nativeRecordSchema.parse(JSON.parse(record))
    const binding = join(home, 'lib', 'napi-v8', 'tfjs_binding.node')
    return kind !== 'none' && existsSync(binding) ? binding : null
  } catch {
    return null // not set up: the trainer falls back to JavaScript and warns
  }
}
