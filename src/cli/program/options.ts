// The options that several commands have, and how their values are read.
import { InvalidArgumentError, Option } from 'commander'

/** Tells the program a command's exit status. */
export type End = (code: number) => void

/** What RUN may be, for the help. */
export const runArgument = 'a run id, the start of one, or a run folder'

export const json = (): Option => new Option('--json', 'print one JSON object per line')

export const set = (): Option =>
  repeatable('--set <path=value>', 'change a key, e.g. training.epochs=2; takes several')

/** An option that gathers its values. */
export function repeatable(flags: string, description: string): Option {
  return new Option(flags, description)
    .default([], 'none')
    .argParser((value: string, before: string[]) => [...before, value])
}

/** Reads a whole number from 0. */
export function wholeNumberFromZero(value: string): number {
  if (!/^(0|[1-9]\d{0,9})$/.test(value))
    throw new InvalidArgumentError('It must be a whole number from 0.')
  return Number(value)
}

/** Reads a number, with or without a fraction. */
export function anyNumber(value: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(value))
    throw new InvalidArgumentError('It must be a number such as 0.8.')
  return Number(value)
}

/** Reads a whole number from 1. */
export function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new InvalidArgumentError('It must be a whole number from 1.')
  return Number(value)
}
