// Reads an event file back as the formats' descriptions say, with nothing of the writer but its checked checksum.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { maskedCrc32c } from '../../../../../src/engine/runs/exports/tensorboard/crc32c'

export interface ReadEvent {
  wallTime: number
  step: number
  version: string | null
  scalars: Record<string, number>
}

/** The one event file of a folder. */
export function eventFileIn(folder: string): string {
  const names = readdirSync(folder)
  expect(names).toEqual([expect.stringMatching(/^events\.out\.tfevents\.\d+\.unroll$/)])
  return join(folder, names[0])
}

/** All events of a file; every checksum is checked. */
export function readEvents(path: string): ReadEvent[] {
  const bytes = readFileSync(path)
  const events: ReadEvent[] = []
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at))
    const data = bytes.subarray(at + 12, at + 12 + length)
    expect(bytes.readUInt32LE(at + 8)).toBe(maskedCrc32c(bytes.subarray(at, at + 8)))
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(maskedCrc32c(data))
    events.push(readEvent(data))
    at += 12 + length + 4
  }
  return events
}

function readEvent(data: Buffer): ReadEvent {
  const event: ReadEvent = { wallTime: 0, step: 0, version: null, scalars: {} }
  for (const { field, bytes, value } of fieldsOf(data)) {
    if (field === 1) event.wallTime = bytes.readDoubleLE()
    else if (field === 2) event.step = value
    else if (field === 3) event.version = bytes.toString()
    else if (field === 5) {
      for (const scalar of fieldsOf(bytes)) {
        const [tag, number] = [...fieldsOf(scalar.bytes)]
        event.scalars[tag.bytes.toString()] = number.bytes.readFloatLE()
      }
    } else throw new Error(`Unexpected field ${field}`)
  }
  return event
}

interface Field {
  readonly field: number
  readonly bytes: Buffer
  readonly value: number
}

function* fieldsOf(data: Buffer): Generator<Field> {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = data[at++]
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  while (at < data.length) {
    const key = varint()
    const type = key & 7
    const value = type === 0 || type === 2 ? varint() : 0
    const length = type === 1 ? 8 : type === 5 ? 4 : type === 2 ? value : 0
    yield { field: key >> 3, bytes: data.subarray(at, at + length), value }
    at += length
  }
}
