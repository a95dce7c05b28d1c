// The paths that a window may use: the page is not trusted, so only what a person chose, and what follows from it.
import { isAbsolute } from 'node:path'
import { failure, type Failure } from '#shared/protocol/result'
import { isInside, realLocation } from '../files/real-location'

/** Paths that may be read though nobody chose them in this session; asked for anew at each check. */
export type ReadablePaths = () => Promise<readonly string[]>

export class Grants {
  readonly #everything: boolean
  readonly #chosen = new Set<string>()
  readonly #readable: ReadablePaths[] = []

  constructor(options: { readonly everything: boolean } = { everything: false }) {
    this.#everything = options.everything
  }

  /** For a file or folder that a person chose: it and what lies in it may be read and written. */
  grant(path: string): void {
    this.#chosen.add(path)
  }

  /** For paths that may be read because of what the lab holds. */
  allowReading(paths: ReadablePaths): void {
    this.#readable.push(paths)
  }

  /** Null when `path` may be used; else the failure that says why not. */
  async check(path: string, use: 'read' | 'write'): Promise<Failure | null> {
    if (this.#everything) return null
    if (!isAbsolute(path)) return refusal(path)
    const target = await realLocation(path)
    if (target === null) return refusal(path)
    if (await holds([...this.#chosen], target)) return null
    for (const paths of use === 'read' ? this.#readable : []) {
      if (await holds(await paths(), target)) return null
    }
    return refusal(path)
  }
}

function refusal(path: string): Failure {
  return failure(
    'not-granted',
    `${path} was not chosen in this window. Choose it with the file dialog or drop it on the window.`,
  )
}

async function holds(roots: readonly string[], target: string): Promise<boolean> {
  for (const root of roots) {
    const place = await realLocation(root)
    if (place !== null && isInside(place, target)) return true
  }
  return false
}
