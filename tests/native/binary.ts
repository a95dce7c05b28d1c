// Where the library under test is: the sanitizers' build, or what set-up built.
import { join, resolve } from 'node:path'

export function binaryFile(): string {
  const built = join(
    resolve(import.meta.dirname, '../..'),
    'node_modules/.unroll/kernels/unroll_kernels.node',
  )
  return process.env.UNROLL_KERNELS_BINARY || built
}
