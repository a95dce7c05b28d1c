// Races made by hand for tests of what is said and drawn of them.
import type { Race, RaceEpoch, RacePoint } from '#shared/domain/inside/race'

export interface Reached {
  readonly horizon: number | null
  readonly valAccuracy?: number | null
  readonly norms?: readonly number[]
}

export function epochOf(epoch: number, step: number, reached: readonly Reached[]): RaceEpoch {
  return {
    ...{ epoch, step },
    variants: reached.map(({ horizon, valAccuracy = null, norms = [1, 0.5, 0.02] }) => ({
      ...{ loss: valAccuracy === null ? null : 0.5, accuracy: valAccuracy, valLoss: 0.6 },
      ...{ valAccuracy, extras: {}, seconds: epoch, norms: [...norms], horizon },
    })),
  }
}

export function pointOf(
  step: number,
  losses: readonly (number | null)[],
  milliseconds: readonly number[],
): RacePoint {
  const loss = [...losses]
  return { step, loss, accuracy: loss.map(() => 0.5), milliseconds: [...milliseconds] }
}

export function raceOf(
  variants: readonly { readonly name: string; readonly best?: number }[],
  rest: Partial<Race> = {},
): Race {
  return {
    ...{ format: 'unroll-race/1', id: 'race-1', name: 'Cells', state: 'done', message: null },
    ...{ startedAt: '2026-11-20T10:00:00.000Z', seconds: 9, data: '/data.csv', seed: 7 },
    ...{ batchSize: 32, plannedEpochs: 2, stepsPerEpoch: 4, points: [], epochs: [] },
    variants: variants.map(({ name, best }) => ({
      ...{ name, experiment: {}, parameters: 10, message: null, evaluation: null },
      headline: best === undefined ? null : { name: 'valAccuracy' as const, best, last: best },
    })),
    ...rest,
  }
}
