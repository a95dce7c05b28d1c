// The geometry of the length histogram: bars, the cut line and the axis, in a box of given size.
import type { DatasetReport } from '#shared/domain/dataset'

export interface LengthBar {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Lies wholly beyond the cut. */
  readonly isCut: boolean
}

export interface LengthBars {
  readonly bars: readonly LengthBar[]
  /** Where the cut stands; null when it is not set or beyond the last bar. */
  readonly cutX: number | null
  /** The length at the right end. */
  readonly end: number
}

/** Lays the histogram out; `cut` is the sequence length, null for none. */
export function lengthBars(
  { step, counts }: DatasetReport['length']['histogram'],
  cut: number | null,
  width: number,
  height: number,
): LengthBars {
  const last = step * counts.length
  // The axis reaches to the cut where that leaves the bars room enough.
  const end = cut !== null && cut > last && cut <= 2 * last ? cut : last
  const most = Math.max(1, ...counts)
  const barWidth = end === 0 ? 0 : (width * step) / end
  const bars = counts.map((count, index) => {
    // A bar that stands for a few texts among thousands stays visible.
    const tall = count === 0 ? 0 : Math.max(1, (count / most) * height)
    const gap = Math.min(1, barWidth / 4)
    return {
      x: index * barWidth,
      y: height - tall,
      width: barWidth - gap,
      height: tall,
      isCut: cut !== null && index * step >= cut,
    }
  })
  const isShown = cut !== null && Number.isFinite(cut) && cut > 0 && cut <= end
  return { bars, cutX: isShown ? (cut / end) * width : null, end }
}
