// What is remembered about closing the window while training, and the words of the question.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KeptClosingChoice, type ClosingChoice } from '../../src/main/closing-choice'
import { questionDetail, quitWords } from '../../src/main/closing-question'

vi.mock('electron', () => ({ dialog: {} }))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-closing-'))
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

describe('the choice', () => {
  it('is to ask at first, and whatever was chosen at the next start', () => {
    const file = join(folder, 'closing.json')
    const heard: ClosingChoice[] = []
    const choice = new KeptClosingChoice(file, (changed) => heard.push(changed))
    expect(choice.current).toBe('ask')
    choice.change('background')
    expect(choice.current).toBe('background')
    expect(heard).toEqual(['background'])
    expect(new KeptClosingChoice(file, () => {}).current).toBe('background')
  })

  it.each(['', '{"closingWhileTraining":"explode"}'])(
    'is to ask when the file holds %j',
    (text) => {
      const file = join(folder, 'closing.json')
      writeFileSync(file, text)
      expect(new KeptClosingChoice(file, () => {}).current).toBe('ask')
    },
  )

  it('counts for now when it cannot be written', () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {})
    const choice = new KeptClosingChoice(join(folder, 'gone', 'closing.json'), () => {})
    choice.change('quit')
    expect(choice.current).toBe('quit')
    expect(complaint).toHaveBeenCalledOnce()
  })
})

describe('the question', () => {
  const run = { name: 'LSTM', isPaused: false }
  it.each([
    [{ run, waiting: 0, study: null }, 'LSTM is training. '],
    [{ run, waiting: 1, study: null }, 'LSTM is training, and 1 run waits in the queue. '],
    [{ run: null, waiting: 3, study: null }, '3 runs wait in the queue. '],
    [
      { run: null, waiting: 1, study: 'An exam of the copy task' },
      'An exam of the copy task is under way, and 1 run waits in the queue. ',
    ],
  ])('says what is under way, case %#', (activity, beginning) => {
    expect(questionDetail(activity).startsWith(beginning)).toBe(true)
  })

  it('says that a race cannot go on later', () => {
    const activity = { run: null, waiting: 0, study: 'The race "Cells"' }
    expect(quitWords(activity)).toBe('Stop and quit')
    expect(questionDetail(activity)).toContain('If you quit, it stops there for good')
    expect(questionDetail({ run, waiting: 0, study: null })).toContain('go on with it any time')
  })
})
