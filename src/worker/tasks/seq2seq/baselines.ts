// What an encoder-decoder has to beat: writing the source down as it is.
import { corpusChrf } from '#shared/domain/chrf'
import type { Baseline } from '#shared/domain/dataset'
import type { Side } from './data/load-pairs'
import { TargetText } from './target-text'

/** Rows that it is measured on at the most. */
const mostRows = 10_000

interface Sides {
  readonly source: Pick<Side, 'texts'>
  readonly target: Side
}

/** Copies each source; the accuracy is the share of target tokens, the ends counted in, that stand at the same place of the source. */
export function copyBaseline({ source, target }: Sides, rows: Int32Array): Baseline {
  const started = performance.now()
  const text = new TargetText(target)
  const pairs: { written: string; reference: string }[] = []
  const count = { right: 0, tokens: 0 }
  for (const row of rows.subarray(0, mostRows)) {
    const [copied, wanted] = [source.texts.at(row) ?? '', target.texts.at(row) ?? '']
    const [one, other] = [text.tokenize(copied), text.tokenize(wanted)]
    count.tokens += other.length + 1
    count.right += other.filter((token, place) => token === one[place]).length
    if (one.length === other.length) count.right++
    pairs.push({ written: text.asToldByTokens(copied), reference: text.asToldByTokens(wanted) })
  }
  const exact = pairs.filter(({ written, reference }) => written === reference).length
  return {
    name: 'copy',
    title: 'Source copied',
    accuracy: count.tokens === 0 ? Number.NaN : count.right / count.tokens,
    loss: Number.NaN,
    extras: {
      valExactMatch: pairs.length === 0 ? Number.NaN : exact / pairs.length,
      valChrf: corpusChrf(pairs),
    },
    seconds: (performance.now() - started) / 1000,
  }
}
