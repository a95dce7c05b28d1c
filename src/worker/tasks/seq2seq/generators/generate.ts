// Data that the lab makes itself.
import type { Generator as GeneratorOptions } from '#shared/experiment/data'
import type { Pair } from '../data/pair'
import { addition } from './addition'
import { dates } from './dates'

/** The pairs that `options` ask for, the same each time. */
export function generatePairs(options: GeneratorOptions): Iterable<Pair> {
  return options.type === 'dates'
    ? dates(options.rows, options.seed)
    : addition(options.rows, options.digits, options.seed)
}

/** What such data are called. */
export function generatedName({ type }: GeneratorOptions): string {
  return `generated ${type === 'dates' ? 'dates' : 'sums'}`
}
