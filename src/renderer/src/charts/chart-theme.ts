// The page's colours and font for the canvas, read from the CSS variables and read again when the theme changes.
import { markers, runColor } from './markers'

export interface ChartTheme {
  readonly font: string
  /** Of headings, and of what is said beside the lines. */
  readonly ink: string
  readonly text: string
  readonly grid: string
  readonly axis: string
  readonly surface: string
  readonly baseline: string
  /** By colour index: the line, and the faint line of the raw values. */
  readonly runs: readonly { readonly line: string; readonly faint: string }[]
}

/**
 * Resolves the colours as they are now. A canvas knows no variables, so the browser works each out on a
 * hidden element inside `host`.
 */
export function readTheme(host: HTMLElement): ChartTheme {
  const probe = document.createElement('span')
  probe.hidden = true
  host.append(probe)
  const color = (value: string): string => {
    probe.style.color = value
    return getComputedStyle(probe).color
  }
  const theme: ChartTheme = {
    font: getComputedStyle(host).fontFamily,
    ink: color('var(--text)'),
    text: color('var(--text-muted)'),
    grid: color('color-mix(in srgb, var(--border) 60%, transparent)'),
    axis: color('var(--border-strong)'),
    surface: color('var(--surface)'),
    baseline: color('var(--text-muted)'),
    runs: markers.map((_, index) => ({
      line: color(runColor(index)),
      faint: color(`color-mix(in srgb, ${runColor(index)} 28%, transparent)`),
    })),
  }
  probe.remove()
  return theme
}

/** Calls `changed` when the system turns light or dark; the answer ends it. */
export function onThemeChange(changed: () => void): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  dark.addEventListener('change', changed)
  return () => dark.removeEventListener('change', changed)
}
