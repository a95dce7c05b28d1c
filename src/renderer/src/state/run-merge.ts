// Puts together what was read of a run from its folder and what events told of it meanwhile.
import type { TextSample } from '#shared/domain/generation'
import type { EpochMetrics, LogLine } from '#shared/domain/run'

/** All epochs in their order; those that were heard are the newer ones. */
export function mergeEpochs(
  read: readonly EpochMetrics[],
  heard: readonly EpochMetrics[],
): readonly EpochMetrics[] {
  const known = new Set(heard.map(({ epoch }) => epoch))
  const before = read.filter(({ epoch }) => !known.has(epoch))
  return [...before, ...heard].sort((one, other) => one.epoch - other.epoch)
}

/** What was read, and after it the lines that were not on disk yet. */
export function mergeLog(read: readonly LogLine[], heard: readonly LogLine[]): readonly LogLine[] {
  const keyOf = ({ at, message }: LogLine): string => `${at} ${message}`
  const known = new Set(read.map(keyOf))
  return [...read, ...heard.filter((line) => !known.has(keyOf(line)))]
}

/** The texts written after each epoch, in their order; of two after the same epoch the one that was heard. */
export function mergeSamples(
  read: readonly TextSample[],
  heard: readonly TextSample[],
): readonly TextSample[] {
  const known = new Set(heard.map(({ epoch }) => epoch))
  const before = read.filter(({ epoch }) => !known.has(epoch))
  return [...before, ...heard].sort((one, other) => one.epoch - other.epoch)
}
