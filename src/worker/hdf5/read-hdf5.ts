// Reads HDF5 from elsewhere, in a short-lived thread: a file that was made to hang or crash the library costs that thread alone.
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import threadSource from './read-thread.mjs?raw'
import type { Hdf5Content } from './tree'

export interface Hdf5Limits {
  /** How long reading may take at most, in milliseconds; small files have less. */
  readonly time: number
  /** What the library may use, in bytes. */
  readonly memory: number
  /** Of all arrays and texts together. */
  readonly bytes: number
  /** Characters of an attribute's texts. */
  readonly text: number
  /** Groups, arrays, attributes and the texts of one of these. */
  readonly objects: number
  readonly depth: number
  /** Dimensions of an array. */
  readonly rank: number
  /** Characters of a name. */
  readonly name: number
  /** How many times its size a compressed file may unpack to. */
  readonly ratio: number
  /** Groups of the root that are not read. */
  readonly left: readonly string[]
}

export const hdf5Limits: Hdf5Limits = {
  time: 120_000,
  memory: 2 ** 31,
  bytes: 2 ** 31,
  text: 2 ** 25,
  objects: 20_000,
  depth: 12,
  rank: 8,
  name: 1000,
  ratio: 100,
  left: [],
}

const texts = z.union([z.string(), z.array(z.string())])
/** What the thread tells; it ran over a stranger's file, so it is not trusted either. */
const answerSchema = z.union([
  z.object({ objection: z.string() }),
  z.object({
    attributes: z.array(z.tuple([z.string(), z.string(), texts])),
    arrays: z.array(
      z.object({
        path: z.string(),
        shape: z.array(z.int().min(0)),
        values: z.instanceof(Float32Array),
      }),
    ),
  }),
])

/** Whether the bytes begin as HDF5 does. */
export function isHdf5(bytes: Uint8Array): boolean {
  return [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, at) => bytes[at] === byte)
}

/**
 * The groups' texts and the arrays of 32-bit numbers in a file. Fails with `run-unreadable` when it is damaged, has links, or goes beyond
 * the limits.
 * @param file as sentences name it
 */
export async function readHdf5(
  bytes: Uint8Array,
  file: string,
  limits: Partial<Hdf5Limits> = {},
): Promise<Result<Hdf5Content>> {
  if (!isHdf5(bytes)) return unreadable(file, 'is no HDF5 file')
  const told = await readInThread(bytes, { ...hdf5Limits, ...limits })
  const parsed = answerSchema.safeParse(told)
  if (!parsed.success) return unreadable(file, 'is damaged')
  if ('objection' in parsed.data) return unreadable(file, parsed.data.objection)
  const attributes = new Map<string, Map<string, string | readonly string[]>>()
  for (const [path, name, value] of parsed.data.attributes) {
    const ofPath = attributes.get(path) ?? new Map<string, string | readonly string[]>()
    attributes.set(path, ofPath.set(name, value))
  }
  const arrays = parsed.data.arrays.map(({ path, ...array }) => [path, array] as const)
  return success({ attributes, arrays: new Map(arrays) })
}

/** A file that takes long for its size runs in a circle: so many milliseconds, and one for so many of its bytes. */
const [leastTime, bytesInTime] = [15_000, 10_000]

function timeFor({ byteLength }: Uint8Array, { time }: Hdf5Limits): number {
  return Math.min(time, leastTime + byteLength / bytesInTime)
}

/** What the thread says, or what became of it. */
function readInThread(bytes: Uint8Array, limits: Hdf5Limits): Promise<unknown> {
  return new Promise((resolve) => {
    const library = import.meta.resolve('h5wasm')
    const source = `data:text/javascript,${encodeURIComponent(threadSource)}`
    const thread = new Worker(new URL(source), {
      workerData: { library, bytes, limits },
      resourceLimits: { maxOldGenerationSizeMb: 512 },
      // The library tells of its errors there.
      stdout: true,
      stderr: true,
    })
    const end = (answer: unknown): void => {
      clearTimeout(timer)
      resolve(answer)
    }
    // One that has answered ends by itself: to end a thread that still compiles WebAssembly takes the process along in Electron.
    const timer = setTimeout(
      () => {
        end({ objection: 'takes too long to read' })
        void thread.terminate()
      },
      timeFor(bytes, limits),
    )
    thread.once('message', end)
    thread.once('error', () => end({ objection: 'is damaged' }))
    thread.once('exit', () => end({ objection: 'is damaged' }))
  })
}

function unreadable(file: string, objection: string): Failure {
  return failure(
    'run-unreadable',
    `${file} ${objection}. Take a model that Keras saved, whole and unchanged.`,
  )
}
