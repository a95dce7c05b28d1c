// Files under one roof, wherever they lie: on disk, in a zip file or in a tar file.
import type { Result } from '#shared/protocol/result'
import type { Chunks } from './bytes'
import type { ReadMeter } from './row'

/** What lies directly in a folder, sorted by name; hidden files and folders are left out. */
export interface Listing {
  readonly folders: readonly string[]
  readonly files: readonly string[]
}

/** A file that is open for reading. */
export interface Member {
  readonly path: string
  /** With the archive or folder that it is in, for sentences. */
  readonly name: string
  /** Its bytes, unpacked; a failure is the last. */
  readonly chunks: Chunks
  /** Where its bytes lie as they are, to be read in any order; null in an archive and for .gz. */
  readonly disk: string | null
}

/** Paths in it have forward slashes and no slash in front; the root is the empty path. */
export interface FileTree {
  /** For sentences. */
  readonly name: string
  /** Throws the errors of the file system. */
  list(folder: string): Promise<Listing>
  /** Bytes to go through for these files, as `meter` counts them. */
  sizeOf(paths: readonly string[]): Promise<number>
  /**
   * Opens files one after the other, in the order given or, of a tar file, in the order they lie in; each has to be
   * read before the next is asked for. What cannot be opened is a failure, and the last.
   */
  read(paths: readonly string[], meter: ReadMeter): AsyncGenerator<Result<Member>, void>
  /** Where a file lies on disk; null in an archive. */
  onDisk(path: string): string | null
}

/** Joins a folder of a tree and a name. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : name === '' ? folder : `${folder}/${name}`
}

/** Whether a file or folder is one that systems leave about, and people do not mean. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX'
}
