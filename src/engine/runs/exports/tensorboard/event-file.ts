// One event file of a folder: begun under a new name each time, then only appended to.
import { mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

const eventFileName = /^events\.out\.tfevents\.(\d+)\.unroll$/

export class EventFile {
  readonly #folder: string
  #file: FileHandle | null = null

  /** @param folder what TensorBoard shows as one run; made when missing */
  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Begins a file with `content` and removes the folder's earlier ones. A TensorBoard that is looking on reads only what
   * is added to a file that it knows, so a file that holds less or other things than before needs a name of its own.
   */
  async begin(content: Uint8Array): Promise<void> {
    await this.close()
    await mkdir(this.#folder, { recursive: true })
    const earlier = (await readdir(this.#folder)).filter((name) => eventFileName.test(name))
    this.#file = await openWith(join(this.#folder, nextName(earlier)), content)
    for (const name of earlier) {
      // One that cannot be removed, because a program has it open, is only drawn over by the new one.
      await rm(join(this.#folder, name), { force: true }).catch(() => {})
    }
  }

  /** Adds records. */
  async append(content: Uint8Array): Promise<void> {
    if (content.length > 0) await this.#file?.appendFile(content)
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close()
  }
}

// Not written beside and renamed: TensorBoard opens every file with "tfevents" in its name.
async function openWith(path: string, content: Uint8Array): Promise<FileHandle> {
  const file = await open(path, 'wx')
  try {
    await file.appendFile(content)
    return file
  } catch (error) {
    await file.close()
    await rm(path, { force: true })
    throw error
  }
}

/** Named by the second, as TensorFlow does, and after all earlier ones, whatever the clock did meanwhile. */
function nextName(earlier: readonly string[]): string {
  const seconds = earlier.map((name) => Number(eventFileName.exec(name)?.[1]))
  const next = Math.max(Math.floor(Date.now() / 1000), ...seconds.map((second) => second + 1))
  return `events.out.tfevents.${next}.unroll`
}
