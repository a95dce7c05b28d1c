// The marker shapes as SVG paths around the middle of a 26 by 12 swatch; Chart.js draws the same on the canvas.
import type { Marker } from './markers'

export const markerPaths: Readonly<Record<Marker, string>> = {
  circle: 'M16.5 6a3.5 3.5 0 1 1-7 0a3.5 3.5 0 1 1 7 0z',
  triangle: 'M13 2l3.8 6.8H9.2z',
  rect: 'M10 3h6v6h-6z',
  rectRot: 'M13 2l4 4-4 4-4-4z',
  cross: 'M13 2v8M9 6h8',
  star: 'M13 2v8M9 6h8M10.2 3.2l5.6 5.6M15.8 3.2l-5.6 5.6',
  crossRot: 'M10.2 3.2l5.6 5.6M15.8 3.2l-5.6 5.6',
  rectRounded:
    'M11.5 3h3a1.5 1.5 0 0 1 1.5 1.5v3a1.5 1.5 0 0 1-1.5 1.5h-3a1.5 1.5 0 0 1-1.5-1.5v-3a1.5 1.5 0 0 1 1.5-1.5z',
}
