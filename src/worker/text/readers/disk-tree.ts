// A folder on disk, or a single file of one, as a tree of files.
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { success, type Result } from '#shared/protocol/result'
import { readBytes } from './bytes'
import { formatOf } from './formats'
import type { ReadMeter } from './row'
import { inFolder, isHidden, type FileTree, type Listing, type Member } from './tree'

export class DiskTree implements FileTree {
  /** `prefix`: whether sentences name a file with the folder. */
  constructor(
    private readonly root: string,
    readonly name: string,
    private readonly prefix: boolean,
  ) {}

  async list(folder: string): Promise<Listing> {
    const place = this.onDisk(folder)
    const entries = await readdir(place, { withFileTypes: true })
    const visible = entries.filter((entry) => !isHidden(entry.name)).sort(byName)
    const areFolders = await Promise.all(visible.map((entry) => isFolder(place, entry)))
    const names = (wanted: boolean): string[] =>
      visible.filter((_, index) => areFolders[index] === wanted).map((entry) => entry.name)
    return { folders: names(true), files: names(false) }
  }

  async sizeOf(paths: readonly string[]): Promise<number> {
    const sizes = await Promise.all(paths.map((one) => stat(this.onDisk(one))))
    return sizes.reduce((sum, { size }) => sum + size, 0)
  }

  async *read(paths: readonly string[], meter: ReadMeter): AsyncGenerator<Result<Member>, void> {
    for (const one of paths) {
      const compressed = formatOf(one)?.compressed ?? false
      const name = this.prefix ? inFolder(this.name, one) : one
      const place = this.onDisk(one)
      const chunks = readBytes({ path: place, compressed }, meter, name)
      yield success({ path: one, name, chunks, disk: compressed ? null : place })
    }
  }

  onDisk(file: string): string {
    return path.join(this.root, ...file.split('/'))
  }
}

function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : 1
}

async function isFolder(place: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return stat(path.join(place, entry.name)).then(
    (target) => target.isDirectory(),
    () => false,
  )
}
