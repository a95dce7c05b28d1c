// Gives each thread a copy of its own of tfjs-node's addon, where the addon keeps its backend in a global.
//
// The addon that is packaged for TensorFlow 1.15 has one backend for the whole process: the second thread to load it would
// take the tensors of the first. The official one has one for each thread. Several copies share one libtensorflow.
import { copyFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isMainThread, threadId } from 'node:worker_threads'

const addon = 'tfjs_binding.node'

type Load = typeof process.dlopen

/** Calls `start`; what loads the addon meanwhile gets a copy, but in the main thread, which loads it once. */
export function withOwnBinding(start: () => void): void {
  if (isMainThread) return start()
  const load = process.dlopen.bind(process)
  process.dlopen = (...args) => loadCopy(load, args)
  try {
    start()
  } finally {
    process.dlopen = load
  }
}

/** Beside the addon, else in the folder for temporary files; where neither can be written, the addon itself. */
function loadCopy(load: Load, [module, file, ...flags]: Parameters<Load>): void {
  if (basename(file) !== addon) return load(module, file, ...flags)
  for (const folder of [dirname(file), tmpdir()]) {
    const copy = join(folder, `${process.pid}-${threadId}-${addon}`)
    try {
      copyFileSync(file, copy)
      return load(module, copy, ...flags)
    } catch {
      continue
    } finally {
      // Loaded, it needs no name any more.
      rmSync(copy, { force: true })
    }
  }
  load(module, file, ...flags)
}
