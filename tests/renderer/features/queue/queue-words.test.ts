import { expect, it } from 'vitest'
import { queueLine } from '../../../../src/renderer/src/features/queue/queue-words'
import { queueOf } from '../../state/scripted-lab'

const told = (count: number, more: object) => ({
  entries: queueOf(['a', 'b', 'c'].slice(0, count)).entries,
  isHeld: true,
  isFromBefore: false,
  notice: null,
  ...more,
})

it.each([
  [null, told(2, { isHeld: false }), true],
  [null, told(0, {}), false],
  ['3 experiments wait from last time.', told(3, { isFromBefore: true }), false],
  ['1 experiment waits from last time.', told(1, { isFromBefore: true }), false],
  ['Held: nothing starts after this run.', told(1, {}), true],
  ['Held: nothing starts by itself.', told(1, {}), false],
  ['It is damaged.', told(0, { isHeld: false, notice: 'It is damaged.' }), false],
] as const)('a queue says: %s', (line, queue, isTraining) => {
  expect(queueLine(queue, isTraining)).toBe(line)
})
