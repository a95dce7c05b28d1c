// Two threads on native TensorFlow at once: one trains, the other answers, and neither takes the other's tensors.
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { dataFile, experimentOn, openLab, unwrap } from './sample'

const trainerPath = resolve(import.meta.dirname, '../../out/main/trainer.js')

it('trains to its end while a model is asked and looked into', async () => {
  const rows = Array.from(
    { length: 400 },
    (_, row) => `good film ${row},pos\nbad film ${row},neg\n`,
  )
  const path = dataFile(rows.join(''))
  const { lab, event } = openLab({ trainerPath })
  const first = unwrap(await lab.api.train(experimentOn(path, 'first', 1), { out: null }))
  expect((await event('run-ended')).record.state).toBe('done')
  const second = unwrap(await lab.api.train(experimentOn(path, 'second', 30), { out: null }))
  let isOver = false
  const ended = event('run-ended', ({ record }) => record.id === second.runId).then((one) => {
    isOver = true
    return one
  })
  let answers = 0
  while (!isOver) {
    unwrap(await lab.api.predict(first.runId, ['a good film', 'a bad film']))
    answers++
  }
  const { record } = await ended
  expect({ state: record.state, message: record.message }).toEqual({ state: 'done', message: null })
  expect(answers).toBeGreaterThan(3)
})
