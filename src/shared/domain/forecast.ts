// What training will cost on this machine, told before it starts.

export interface Forecast {
  readonly parameters: number
  /** Of a training step at its height, estimated. */
  readonly bytes: number
  /** Of this machine. */
  readonly availableBytes: number
  /** Of the process after the measured steps; null where none could be measured. */
  readonly measuredBytes: number | null
  readonly stepsPerEpoch: number
  /** Median of the measured steps, the first left out; null where none could be measured. */
  readonly secondsPerStep: number | null
  /** With the measurement on the validation rows. */
  readonly secondsPerEpoch: number | null
  readonly epochs: number
  /** Why it cannot be trained here, with the numbers; null when it can. */
  readonly refusal: string | null
}
