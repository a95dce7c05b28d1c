// Where a path really leads, and whether that is inside a folder.
import { lstat, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'

/**
 * The path without links and dots; of what does not exist yet, the real place it would be created at.
 * Null for a link to nowhere: what is written there would be created where the link points.
 */
export async function realLocation(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch {
    if (await exists(path)) return null
    const parent = dirname(path)
    const place = parent === path ? null : await realLocation(parent)
    return place === null ? null : join(place, basename(path))
  }
}

/** Whether `target` is `root` or lies in it; both real paths. */
export function isInside(root: string, target: string): boolean {
  const way = relative(root, target)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
