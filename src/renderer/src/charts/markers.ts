// The marker shape of each run, so that runs differ by more than their colour.

export const markers = [
  'circle',
  'triangle',
  'rect',
  'rectRot',
  'cross',
  'star',
  'crossRot',
  'rectRounded',
] as const
export type Marker = (typeof markers)[number]

/** The marker of a run by its colour index. */
export function markerOf(colorIndex: number): Marker {
  return markers[colorIndex % markers.length]
}

/** The CSS variable that holds a run's colour. */
export function runColor(colorIndex: number): string {
  return `var(--run-${(colorIndex % markers.length) + 1})`
}
