// The colours of a small chart of lines: the page's variables, or what they stand for now, for a file that has none.
import { markers } from '../markers'

export interface LineInk {
  readonly ink: string
  readonly text: string
  readonly grid: string
  readonly axis: string
  readonly surface: string
  /** By colour index. */
  readonly runs: readonly string[]
}

/** @param colorOf the colour of a CSS variable such as `--run-1` */
export function inkOf(colorOf: (variable: string) => string): LineInk {
  return {
    ink: colorOf('--text'),
    text: colorOf('--text-muted'),
    grid: colorOf('--border'),
    axis: colorOf('--border-strong'),
    surface: colorOf('--surface'),
    runs: markers.map((_, index) => colorOf(`--run-${index + 1}`)),
  }
}

/** Follows the page's theme. */
export const pageInk = inkOf((variable) => `var(${variable})`)

/** The colours of the page as they are now. */
export function inkNow(element: Element): LineInk {
  const style = getComputedStyle(element)
  return inkOf((variable) => style.getPropertyValue(variable).trim())
}
