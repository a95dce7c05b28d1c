// How a probe and a record of it are named where there is little room.
import { formatCount, formatScore } from '#shared/domain/format'
import type { TimelineEntry } from '#shared/domain/inside/timeline'
import type { RunView } from '../../../state/run-view.svelte'

const longest = 48

/** The beginning of a probe's text, on one line. */
export function probeName(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= longest ? line : `${line.slice(0, longest - 1).trimEnd()}…`
}

/** `Step 120, epoch 2` */
export function recordWords({ position }: Pick<TimelineEntry, 'position'>): string {
  const { step, epoch } = position
  return step === 0 ? 'Before training' : `Step ${formatCount(step)}, epoch ${formatCount(epoch)}`
}

/** `positive, 0.82` and the loss where there is one. */
export function answerWords({
  answer,
  probability,
}: Pick<TimelineEntry['probes'][number], 'answer' | 'probability'>): string {
  const said = answer === '' ? 'nothing' : answer
  return probability === null ? said : `${said}, ${formatScore(probability)}`
}

/**
 * Why a run has no record to show.
 * @param coming said of one that trains
 * @param mend what to do about one that has trained without its recorder
 */
export function noRecordWords(
  { isUnderWay, isImported }: Pick<RunView, 'isUnderWay' | 'isImported'>,
  coming: string,
  mend: string,
): string {
  if (isUnderWay) return coming
  return isImported
    ? 'This model was imported, so nothing of its training was recorded.'
    : `Nothing was recorded while this run trained. ${mend}`
}
