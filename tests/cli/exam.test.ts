// `unroll exam`: what it prints for people and for programs, what it refuses, and how Ctrl-C ends it.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Exam, ExamScore } from '#shared/domain/inside/exam'
import { examSentence, reachOf } from '#shared/domain/inside/exam-words'
import { examine } from '../../src/cli/commands/exam'
import type { Context } from '../../src/cli/context'
import { formatScores } from '../../src/cli/format/exam'
import { Output } from '../../src/cli/output'
import { interruptAtOnce } from './interrupt'
import { fixtureTrainer, openTerminal } from './terminal'

describe('exam', () => {
  it('prints the task, a table of scores and what they show', async () => {
    const { run } = openTerminal()
    const args = ['--task', 'recall', '--cells', 'GRU', '--lengths', '5,10']
    const { code, stdout } = await run(['exam', ...args])
    expect(code).toBe(0)
    expect(stdout).toBe(
      [
        'Delayed recall: One letter in the first half is written large. At the end: which one was it?',
        'For example: 1 2  ->  1 2',
        '',
        'Cell       5      10',
        '────  ──────  ──────',
        'GRU   1.000*  1.000*',
        '',
        'Share of answers that are right by letters; * solved; guessing reaches 0.100.',
        'GRU solves it up to 10 letters.',
        '',
      ].join('\n'),
    )
  })

  it('prints a line for each score, and the whole exam last', async () => {
    const { run, home } = openTerminal()
    const { json } = await run(['exam', '--task', 'copy', '--lengths', '4,8', '--json'])
    const lines = json()
    expect(lines.map(({ type }) => type)).toEqual(['exam-score', 'exam-score', 'done'])
    expect(lines[0]).toMatchObject({ cell: 'SimpleRNN', length: 4, score: 1, isSolved: true })
    const exam = lines[2].exam as Exam // the line's only other field
    expect(exam).toMatchObject({
      format: 'unroll-exam/1',
      request: {
        ...{ task: 'copy', cells: ['SimpleRNN', 'LSTM', 'GRU'], lengths: [4, 8], units: 32 },
        ...{ steps: 1500, batchSize: 64, learningRate: 0.01, seed: 7 },
      },
    })
    expect(readdirSync(join(home, 'exams'))).toEqual([`${exam.id}.json`])
  })

  it('ends with 130 when Ctrl-C comes before it has begun', async () => {
    const { run } = openTerminal()
    interruptAtOnce()
    const ended = await run(['exam', '--task', 'copy', '--lengths', '4', '--steps', '100000'])
    expect(ended).toMatchObject({ code: 130, stdout: '' })
    expect(ended.stderr).toContain('Stopping.')
  })

  it('ends with 130 and keeps the scores so far at Ctrl-C', async () => {
    const { folder, home } = openTerminal()
    const lines: string[] = []
    const stdout = {
      write(text: string) {
        // The exam does not end by itself; its first line is a score.
        if (lines.push(text) === 1) process.emit('SIGINT')
        return true
      },
    }
    const context: Context = {
      output: new Output(stdout, new PassThrough()),
      installation: { version: '0.0.0', trainerPath: fixtureTrainer, samplePath: folder },
      ...{ home, folder, root: folder, input: Readable.from([]) },
    }
    const lengths = [4, 5]
    const given = { task: 'copy', cells: ['LSTM'], lengths, steps: 100_000, json: true }
    expect(await examine(context, given)).toBe(130)
    const last = JSON.parse(lines.at(-1) ?? '') as { exam: Exam } // the line's fields
    expect(last.exam).toMatchObject({ state: 'stopped', scores: [{ length: 4 }, { length: 5 }] })
  })

  it.each([
    [[], /option '--task <name>' not specified/],
    [['--task', 'chess'], /Allowed choices are copy, adding, recall, brackets/],
    [['--task', 'copy', '--cells', 'lstm'], /The options: cells\.0: got "lstm"/],
    [['--task', 'copy', '--lengths', '5;10'], /must be whole numbers with commas/],
    [['--task', 'copy', '--lengths', '1'], 'The options: lengths.0: got 1; must be at least 2.\n'],
    [['--task', 'copy', '--units', '9999'], /The options: units: got 9999; must be at most 512/],
  ])('%j is wrong', async (args, message) => {
    const { run } = openTerminal()
    const ended = await run(['exam', ...args])
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(message)
  })
})

describe('the scores in words', () => {
  const score = (cell: ExamScore['cell'], length: number, isSolved: boolean): ExamScore => ({
    ...{ cell, length, isSolved, score: isSolved ? 0.98 : 0.31, chance: 0.25 },
    ...{ loss: 0.5, steps: 100, seconds: 1 },
  })
  const examOf = (cells: ExamScore['cell'][], scores: ExamScore[]) =>
    ({ request: { task: 'copy', cells }, scores }) as Exam // what is looked at

  it.each<[string, ExamScore[], string]>([
    ['nothing yet', [], ''],
    ['one cell', [score('LSTM', 5, true)], 'LSTM solves it up to 5 steps of waiting.'],
    [
      'the one that reaches furthest first',
      [score('SimpleRNN', 5, true), score('LSTM', 5, true), score('LSTM', 10, true)],
      'LSTM solves it up to 10 steps of waiting, SimpleRNN up to 5.',
    ],
    [
      'cells that reach equally far together',
      [score('SimpleRNN', 5, true), score('LSTM', 5, true)],
      'SimpleRNN and LSTM solve it up to 5 steps of waiting.',
    ],
    [
      'a cell that solves nothing',
      [score('SimpleRNN', 5, false), score('LSTM', 5, true)],
      'LSTM solves it up to 5 steps of waiting, SimpleRNN at no length.',
    ],
    [
      'cells that solve nothing',
      [score('SimpleRNN', 5, false), score('LSTM', 5, false)],
      'SimpleRNN and LSTM solve it at no length.',
    ],
  ])('%s', (_name, scores, sentence) => {
    expect(examSentence(examOf(['SimpleRNN', 'LSTM'], scores))).toBe(sentence)
  })

  it('do not count a length beyond one that was not solved', () => {
    const scores = [score('GRU', 5, true), score('GRU', 10, false), score('GRU', 20, true)]
    expect(reachOf(scores, 'GRU')).toBe(5)
  })

  it('leave a cell empty that was not reached before the stop', () => {
    const exam = examOf(['SimpleRNN', 'LSTM'], [score('SimpleRNN', 5, false)])
    expect(formatScores(exam)).toMatch(/^Cell +5\n─+ +─+\nSimpleRNN +0\.310\nLSTM\n/)
  })
})
