// How texts are written under "Try it", as typed.

/** The most tokens that are written at once here; the command line has no such bound. */
export const mostTokens = 5000

/** NaN stands for what is no number. */
export class WritingSettings {
  prompt: string = $state('')
  length: number = $state(400)
  temperature: number = $state(0.8)
  topK: number | null = $state(null)
  topP: number | null = $state(null)
  repetitionPenalty: number = $state(1)
  /** Null: another one for each text. */
  seed: number | null = $state(null)
  stop: string = $state('')

  /** The names of the fields that hold no usable value. */
  readonly wrong: readonly string[] = $derived.by(() => {
    const { length, temperature, topK, topP, repetitionPenalty, seed } = this
    const checks: Readonly<Record<string, boolean>> = {
      length: isWhole(length, 1, mostTokens),
      temperature: temperature >= 0 && temperature <= 5,
      topK: topK === null || isWhole(topK, 1, 1_000_000),
      topP: topP === null || (topP > 0 && topP <= 1),
      repetitionPenalty: repetitionPenalty >= 1 && repetitionPenalty <= 10,
      seed: seed === null || isWhole(seed, 0, 2_147_483_647),
    }
    return Object.keys(checks).filter((name) => !checks[name])
  })
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
