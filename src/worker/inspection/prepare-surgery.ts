// Checks a surgery against a network, and turns tokens into the steps that they are read at.
import { gatesOf } from '#shared/domain/inside/cells'
import type { Axis } from '#shared/domain/inside/inspection'
import type { Operation, Surgery } from '#shared/domain/inside/surgery'
import { formatCount } from '#shared/domain/format'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { recurrentPlaces, type Networks, type RecurrentPlace } from './networks'

/**
 * The surgery with steps in place of tokens. Fails with `data-unusable` and a sentence that names what the network has instead
 * of a layer, gate, unit or token that it lacks.
 */
export function prepareSurgery(
  surgery: Surgery,
  networks: Networks,
  { tokens, paddingBefore }: Pick<Axis, 'tokens' | 'paddingBefore'>,
): Result<Surgery> {
  const places = recurrentPlaces(networks)
  for (const operation of surgery) {
    const problem =
      operation.type === 'silence-token'
        ? findTokenProblem(operation.token, tokens.length)
        : findPlaceProblem(operation, places)
    if (problem) return problem
  }
  return success(
    surgery.map((operation) =>
      operation.type === 'silence-token'
        ? { ...operation, token: operation.token + paddingBefore }
        : operation,
    ),
  )
}

/** The place of a name and direction. Fails with `data-unusable`, naming those that there are. */
export function findPlace<Place extends Pick<RecurrentPlace, 'layer' | 'direction'>>(
  places: readonly Place[],
  { layer, direction }: Pick<RecurrentPlace, 'layer' | 'direction'>,
): Result<Place> {
  const named = places.filter((place) => place.layer === layer)
  const found = named.find((place) => place.direction === direction)
  if (found) return success(found)
  if (named.length === 0)
    return unusable(
      `The model has no recurrent layer "${layer}"; it has ${listed([...new Set(places.map((place) => place.layer))])}.`,
    )
  return unusable(
    direction === null
      ? `The layer "${layer}" reads both ways: say which of its directions is meant, forward or backward.`
      : `The layer "${layer}" reads one way: leave the direction "${direction}" out.`,
  )
}

function findTokenProblem(token: number, tokens: number): Failure | undefined {
  if (token < tokens) return undefined
  return unusable(
    `There is no token ${formatCount(token)} to silence: the tokens that are read are counted from 0 to ${formatCount(tokens - 1)}.`,
  )
}

function findPlaceProblem(
  operation: Exclude<Operation, { type: 'silence-token' }>,
  places: readonly RecurrentPlace[],
): Failure | undefined {
  const found = findPlace(places, operation)
  if (!found.ok) return found
  const { cell, units } = found.value.weights
  const { layer } = operation
  const strange = unitsOf(operation).find((unit) => unit >= units)
  if (strange !== undefined)
    return unusable(
      `The layer "${layer}" has no unit ${formatCount(strange)}; its units are counted from 0 to ${formatCount(units - 1)}.`,
    )
  if (operation.type !== 'clamp-gate') return undefined
  const gates: readonly string[] = gatesOf[cell]
  return gates.includes(operation.gate)
    ? undefined
    : unusable(
        `The layer "${layer}" (${cell}) has no gate "${operation.gate}"; it has ${listed(gates)}.`,
      )
}

function unitsOf(operation: Exclude<Operation, { type: 'silence-token' }>): readonly number[] {
  return operation.type === 'scale-unit' ? [operation.unit] : (operation.units ?? [])
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ')
}

function unusable(message: string): Failure {
  return failure('data-unusable', message)
}
