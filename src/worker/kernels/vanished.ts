// When a gradient on its way back through time is as good as zero.

// Its square is zero in float32. Going on would be computing with numbers too small for a normalized float, which takes
// many times longer, until they are zero anyway.
const vanished = 1e-30

/** Whether every number of a gradient has vanished; NaN has not. */
export function hasVanished(gradient: Float32Array): boolean {
  return gradient.every((value) => Math.abs(value) < vanished)
}
