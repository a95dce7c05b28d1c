// Which findings an experiment has mended.
import { describe, expect, it } from 'vitest'
import type { Finding } from '#shared/domain/findings'
import { isMended, openFindings } from '#shared/domain/mended'

function finding(settings: Readonly<Record<string, unknown>> | null): Finding {
  return {
    ...{ kind: 'imbalance', severity: 'note', title: 'Classes', detail: 'Some.', count: 1 },
    ...{ share: 0.5, examples: [], mend: settings && { label: 'Mend', settings } },
  }
}

const experiment = {
  data: { dropDuplicates: true },
  training: { classWeight: { good: 2 } },
  text: null,
}

describe('a finding', () => {
  it.each([
    [{ 'data.dropDuplicates': true }, true],
    [{ 'data.dropDuplicates': false }, false],
    [{ 'data.dropDuplicates': true, 'training.classWeight': 'balanced' }, false],
    [{ 'training.classWeight': { good: 2 } }, true],
    [{ 'text.target.sequenceLength': 5 }, false],
    [null, false],
  ])('that %j mends: %s', (settings, expected) => {
    expect(isMended(finding(settings), experiment)).toBe(expected)
  })

  it('stays until it is mended', () => {
    const [open, closed, only] = [
      finding({ 'training.classWeight': 'balanced' }),
      finding({ 'data.dropDuplicates': true }),
      finding(null),
    ]
    expect(openFindings([open, closed, only], experiment)).toEqual([open, only])
  })
})
