// Remembers where the window was, and brings it back only where a screen still is.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeWholeSync } from '../files/write-file'

const boundsSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(900).max(20_000),
  height: z.int().min(600).max(20_000),
  maximized: z.boolean(),
})
export type WindowBounds = z.infer<typeof boundsSchema>

interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Enough of a title bar to take hold of. */
const graspable = 100

/** The remembered bounds; null when there are none, they are damaged, or no screen shows them any more. */
export function readBounds(file: string, screens: readonly Area[]): WindowBounds | null {
  const bounds = parse(file)
  return bounds && screens.some((screen) => isReachable(bounds, screen)) ? bounds : null
}

/** Keeps the bounds for the next start. Failing to do so must not keep a window from closing. */
export function writeBounds(file: string, bounds: WindowBounds): void {
  const failed = writeWholeSync(file, `${JSON.stringify(bounds)}\n`)
  if (failed) console.error(failed.message)
}

function parse(file: string): WindowBounds | null {
  try {
    return boundsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

function isReachable(bounds: Area, screen: Area): boolean {
  const right = Math.min(bounds.x + bounds.width, screen.x + screen.width)
  const left = Math.max(bounds.x, screen.x)
  const titleShows = bounds.y >= screen.y - 1 && bounds.y <= screen.y + screen.height - graspable
  return right - left >= graspable && titleShows
}
