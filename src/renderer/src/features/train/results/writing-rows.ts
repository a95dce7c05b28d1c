// How well an encoder-decoder writes beside what it has to beat, as lines of a table.
import type { Baseline } from '#shared/domain/dataset'
import type { Seq2seqEvaluation } from '#shared/domain/evaluation'
import { formatScore } from '#shared/domain/format'

export interface WritingRow {
  readonly title: string
  readonly exactMatch: string
  readonly chrf: string
  readonly bleu: string
  readonly accuracy: string
  /** The trained model, not a baseline. */
  readonly isRun: boolean
}

/** The trained model first. */
export function writingRows(
  { exactMatch, chrf, bleu, accuracy }: Seq2seqEvaluation,
  baselines: readonly Baseline[],
): readonly WritingRow[] {
  const others = baselines.map(({ title, accuracy: right, extras = {} }) => ({
    title,
    exactMatch: told(extras['valExactMatch']),
    chrf: told(extras['valChrf']),
    bleu: told(extras['valBleu']),
    accuracy: told(right),
    isRun: false,
  }))
  const trained = {
    ...{ title: 'This model', isRun: true },
    ...{
      exactMatch: told(exactMatch),
      chrf: told(chrf),
      bleu: told(bleu),
      accuracy: told(accuracy),
    },
  }
  return [trained, ...others]
}

function told(share: number | undefined): string {
  return share === undefined || !Number.isFinite(share) ? '–' : formatScore(share)
}
