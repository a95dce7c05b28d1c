// The paths that a person chose in this session, by dialog or by dropping: what the page may point at.
import { realpathSync, statSync } from 'node:fs'
import { basename, isAbsolute, relative, sep } from 'node:path'
import type { ChosenPath } from '#shared/protocol/desktop-api'

export class Grants {
  /** As chosen, by their real path: a link cannot be turned elsewhere afterwards. */
  readonly #chosen = new Map<string, string>()
  readonly #tell: (path: string) => void

  /** `tell` hears of every new path; the engine keeps its own list by it. */
  constructor(tell: (path: string) => void) {
    this.#tell = tell
  }

  /** Remembers a path that exists; null when it does not, or cannot be looked at. */
  add(path: string): ChosenPath | null {
    const real = realPath(path)
    if (real === null) return null
    this.#chosen.set(real, path)
    this.#tell(path)
    return { path, name: basename(path), isFolder: statSync(real).isDirectory() }
  }

  /** Every path so far, for an engine that was started again. */
  all(): readonly string[] {
    return [...this.#chosen.values()]
  }

  /** Whether the path is one of these, lies in one of them, or in one of the folders given. */
  covers(path: string, ...folders: readonly string[]): boolean {
    const real = realPath(path)
    if (real === null) return false
    const roots = [...this.#chosen.keys(), ...folders.map(realPath).filter((root) => root !== null)]
    return roots.some((root) => isInside(root, real))
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

function realPath(path: string): string | null {
  if (!isAbsolute(path)) return null
  try {
    return realpathSync.native(path)
  } catch {
    return null
  }
}
