// The folders of an archive, made of the paths of its files.
import { isHidden, type Listing } from './tree'

/** Answers what lies in a folder, of files with these paths. */
export class ArchiveIndex {
  readonly #folders = new Map<string, { folders: Set<string>; files: Set<string> }>()

  constructor(paths: Iterable<string>) {
    this.#folderAt('')
    for (const path of paths) this.#add(path)
  }

  list(folder: string): Listing {
    const { folders, files } = this.#folderAt(folder)
    return { folders: [...folders].sort(), files: [...files].sort() }
  }

  #add(path: string): void {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.')
    if (parts.length === 0 || parts.some(isHidden)) return
    let folder = ''
    for (const part of parts.slice(0, -1)) {
      this.#folderAt(folder).folders.add(part)
      folder = folder === '' ? part : `${folder}/${part}`
    }
    this.#folderAt(folder).files.add(parts[parts.length - 1])
  }

  #folderAt(folder: string): { folders: Set<string>; files: Set<string> } {
    const known = this.#folders.get(folder)
    if (known) return known
    const created = { folders: new Set<string>(), files: new Set<string>() }
    this.#folders.set(folder, created)
    return created
  }
}

/** A member's path without the `./` that tar puts in front. */
export function tidyPath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
}
