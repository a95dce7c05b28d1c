// Reads `--clamp`, `--zero` and `--silence` as the operations of a surgery.
import { InvalidArgumentError } from 'commander'
import type { Direction } from '#shared/domain/inside/cells'
import { operationSchema, type Operation } from '#shared/domain/inside/surgery'

/** LAYER, or LAYER.forward and LAYER.backward of a Bidirectional; layers' names have no dots. */
const place = String.raw`([A-Za-z][\w-]*)(?:\.(forward|backward))?`
const clampPattern = new RegExp(String.raw`^${place}\.([a-z]+)=(-?\d+(?:\.\d+)?)$`)
const zeroPattern = new RegExp(String.raw`^${place}\.(\d{1,7})$`)

/** "lstm.forget=0": the gate of all units at every step. */
export function readClamp(value: string): Operation {
  const match = clampPattern.exec(value)
  if (!match) throw new InvalidArgumentError('Write it as LAYER.GATE=VALUE, e.g. lstm.forget=0.')
  const [, layer, direction, gate, number] = match
  return checked({
    ...{ type: 'clamp-gate', layer, direction: directionOf(direction), gate },
    value: Number(number),
  })
}

/** "lstm.3": silences unit 3 of the layer. */
export function readZero(value: string): Operation {
  const match = zeroPattern.exec(value)
  if (!match) throw new InvalidArgumentError('Write it as LAYER.UNIT, e.g. lstm.3.')
  const [, layer, direction, unit] = match
  return checked({
    ...{ type: 'scale-unit', layer, direction: directionOf(direction) },
    ...{ unit: Number(unit), factor: 0 },
  })
}

/** "2": the third token of the text. */
export function readSilence(value: string): Operation {
  if (!/^\d{1,7}$/.test(value))
    throw new InvalidArgumentError('It must be the place of a token, counted from 0.')
  return checked({ type: 'silence-token', token: Number(value) })
}

function directionOf(name: string | undefined): Direction {
  return name === 'forward' || name === 'backward' ? name : null
}

function checked(operation: unknown): Operation {
  const parsed = operationSchema.safeParse(operation)
  if (parsed.success) return parsed.data
  const [{ path, message }] = parsed.error.issues
  throw new InvalidArgumentError(`${path.join('.')}: ${message}.`)
}
