// Chooses which rows of the data are followed through a training: short ones, of different answers.
import type { Probe } from '#shared/domain/inside/timeline'

/** A row that may be followed. */
export interface ProbeCandidate extends Probe {
  /** Its length. */
  readonly tokens: number
  /** Rows of one group are much alike, e.g. of the same label. */
  readonly group: string
}

/** So many rows are looked at. */
export const mostCandidates = 2000
/** Long enough to say something, short enough to be read at a glance. */
const idealTokens = 12

/** At most `count` probes: of each group the one that is nearest to a dozen tokens, then the next nearest of each, and so on. */
export function pickProbes(candidates: Iterable<ProbeCandidate>, count: number): Probe[] {
  const groups = new Map<string, ProbeCandidate[]>()
  for (const candidate of candidates) {
    if (candidate.text.trim() === '') continue
    const group = groups.get(candidate.group) ?? []
    group.push(candidate)
    groups.set(candidate.group, group)
  }
  const sorted = [...groups.values()].map((group) => group.sort(byNearness))
  const deepest = Math.max(0, ...sorted.map((group) => group.length))
  const picked: Probe[] = []
  for (let depth = 0; depth < deepest && picked.length < count; depth++) {
    const round = sorted.flatMap((group) => group.slice(depth, depth + 1)).sort(byNearness)
    picked.push(...round.map(({ text, answer }) => ({ text, answer })))
  }
  return picked.slice(0, count)
}

function byNearness(one: ProbeCandidate, other: ProbeCandidate): number {
  return Math.abs(one.tokens - idealTokens) - Math.abs(other.tokens - idealTokens)
}
