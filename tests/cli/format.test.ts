// What people read in the terminal: progress, curves, lines rewritten in place.
import { describe, expect, it } from 'vitest'
import { drawCurve, smooth } from '../../src/cli/format/chart'
import { formatProgress } from '../../src/cli/format/progress'
import { formatTable } from '../../src/cli/format/table'
import { Output } from '../../src/cli/output'
import { readLines } from '../../src/cli/read-lines'
import type { Progress } from '#shared/protocol/trainer-api'

describe('formatProgress', () => {
  it.each<[Progress, string]>([
    [
      { phase: 'reading', done: 4_200_000, total: 13_400_000, unit: 'bytes' },
      'Reading: 4.2 MB of 13 MB',
    ],
    [{ phase: 'encoding', done: 2000, total: null, unit: 'rows' }, 'Encoding: 2,000 rows'],
    [{ phase: 'building', done: 0, total: null, unit: 'steps' }, 'Building the model'],
    [
      {
        phase: 'training',
        done: 41,
        total: 157,
        unit: 'steps',
        epoch: 3,
        epochs: 10,
        stepsPerSecond: 12.42,
        secondsLeft: 72,
      },
      'Training: epoch 3 of 10, step 41 of 157, 12.4 steps/s, 1 min 12 s left',
    ],
  ])('%j', (progress, text) => {
    expect(formatProgress(progress)).toBe(text)
  })
})

describe('drawCurve', () => {
  it('draws a line from corner to corner with its scale', () => {
    const drawn = drawCurve(
      { title: 'Loss', line: [1, 0.75, 0.5, 0.25, 0] },
      { columns: 10, rows: 3 },
    )
    const lines = drawn.split('\n')
    expect(lines[0]).toBe('Loss')
    expect(lines[1]).toMatch(/^ {3}1\.000 │[\u2801-\u28ff]/)
    expect(lines[3]).toMatch(/^ {3}0\.000 │\u2800+[\u2801-\u28ff]+$/)
    expect(lines).toHaveLength(5)
  })

  it.each([
    ['nothing', []],
    ['one value', [0.5]],
    ['the same value', [0.5, 0.5, 0.5]],
    ['what is no number', [Number.NaN, Number.NaN]],
    ['gaps', [1, Number.NaN, 0]],
    ['many values', Array.from({ length: 5000 }, (_, index) => Math.sin(index / 200))],
  ])('draws %s', (_what, line) => {
    const drawn = drawCurve({ title: 'x', line }, { columns: 20, rows: 4 })
    expect(drawn).not.toMatch(/NaN|undefined/)
  })

  it('marks the validation where an epoch ends', () => {
    const marks = [{ at: 1, value: 1 }]
    const lines = drawCurve({ title: 'x', line: [0, 0.5], marks }, { columns: 6, rows: 3 }).split(
      '\n',
    )
    expect(lines[1].endsWith('o')).toBe(true)
  })

  it('smooths without a pull towards zero', () => {
    expect(smooth([2, 2, 2])).toEqual([2, 2, 2].map((value) => expect.closeTo(value)))
  })
})

it('lines up a table', () => {
  const table = formatTable(
    [{ title: 'A' }, { title: 'Count', align: 'right' }],
    [
      ['long name', '1'],
      ['b', '10,000'],
    ],
  )
  expect(table).toBe('A           Count\n─────────  ──────\nlong name       1\nb          10,000')
})

describe('Output', () => {
  const open = (isTTY: boolean) => {
    const written: string[] = []
    const stream = { isTTY, columns: 20, write: (text: string) => written.push(text) > 0 }
    return { written, output: new Output(stream, stream) }
  }

  it('rewrites the progress line, cuts it to the terminal and clears it before an answer', () => {
    const { written, output } = open(true)
    output.progress('a'.repeat(40))
    output.line('done')
    expect(written).toEqual([`\r\u001b[K${'a'.repeat(19)}`, '\r\u001b[K', 'done\n'])
  })

  it('is quiet where no line can be rewritten', () => {
    const { written, output } = open(false)
    for (let count = 0; count < 100; count++) output.progress('Training')
    output.line('done')
    expect(written).toEqual(['done\n'])
  })
})

it('reads lines across chunks, in characters of several bytes too', async () => {
  const bytes = Buffer.from('één\r\ntwee\u2028\n\nlast')
  async function* chunks() {
    for (const byte of bytes) yield Buffer.of(byte)
  }
  const lines: string[] = []
  for await (const batch of readLines(chunks())) lines.push(...batch)
  expect(lines).toEqual(['één', 'twee\u2028', '', 'last'])
})
