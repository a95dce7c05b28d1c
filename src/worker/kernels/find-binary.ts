// Finds the own kernels' library: in a checkout, where the lab is a dependency, and beside a packaged app's archive.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { z } from 'zod'

const recordSchema = z.object({
  format: z.literal('unroll-kernels/1'),
  kind: z.enum(['built', 'none']),
  note: z.string(),
})

const binaryName = 'unroll_kernels.node'

/**
 * The library's file, or why there is none as a clause: beside the first record that set-up left in node_modules of
 * `from` or of a folder above it.
 * @param from the folder of the code that asks
 * @param given a file to take instead (UNROLL_KERNELS_BINARY, the sanitizers' build)
 */
export function findBinary(from: string, given?: string): string | { readonly missing: string } {
  if (given) return given
  for (let folder = unpacked(from); ; folder = dirname(folder)) {
    const kernels = join(folder, 'node_modules', '.unroll', 'kernels')
    if (existsSync(join(kernels, 'kernels.json'))) return readRecord(kernels)
    if (dirname(folder) === folder) return { missing: 'the own kernels are not set up' }
  }
}

// A library inside a packaged app's archive cannot be loaded; it lies in a folder beside the archive.
function unpacked(folder: string): string {
  return folder.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`)
}

function readRecord(kernels: string): string | { readonly missing: string } {
  try {
    const text = readFileSync(join(kernels, 'kernels.json'), 'utf8')
    const { kind, note } = recordSchema.parse(JSON.parse(text))
    if (kind === 'none') return { missing: note }
  } catch {
    return { missing: `${join(kernels, 'kernels.json')} is damaged` }
  }
  const binary = join(kernels, binaryName)
  return existsSync(binary) ? binary : { missing: `${binary} is missing` }
}
