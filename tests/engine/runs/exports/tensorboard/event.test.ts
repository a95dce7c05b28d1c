// Records as TensorFlow writes them, byte for byte.
import { expect, it } from 'vitest'
import { versionEvent } from '../../../../../src/engine/runs/exports/tensorboard/event'
import { frameRecord } from '../../../../../src/engine/runs/exports/tensorboard/record'

it('begins with the twelve bytes that every event file of TensorFlow begins with', () => {
  const record = frameRecord(versionEvent(1_700_000_000.5))
  expect(record.subarray(0, 12).toString('hex')).toBe('1800000000000000a37f4b22')
  expect(record.length).toBe(12 + 24 + 4)
})
