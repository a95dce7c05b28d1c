// Entities in sequences of BIO tags, counted as conlleval does: an entity is right when its place and type are.
// https://www.clips.uantwerpen.be/conll2000/chunking/output.html

import type { ClassMetrics } from './metrics'

/** A stretch of tokens: from inclusive, to exclusive. */
export interface Entity {
  readonly type: string
  readonly from: number
  readonly to: number
}

/** Precision, recall and F1 over all entities, and of each type. */
export interface EntityScores {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly types: readonly ClassMetrics[]
}

/** B, I and O, with E and S for the end of an entity and one of a single token; M, L, U and W are other names for I, E and S. */
const prefixed = /^([BIESMLUW])-(.+)$/
const sameAs: Readonly<Record<string, string>> = { M: 'I', L: 'E', U: 'S', W: 'S' }

/** Whether tags mark entities: all are O or a prefix with a type, and one begins or continues an entity. */
export function areEntityTags(tags: readonly string[]): boolean {
  return (
    tags.every((tag) => tag === 'O' || prefixed.test(tag)) && tags.some((tag) => /^[BI]-/.test(tag))
  )
}

interface Mark {
  /** B, I, E, S or O. */
  readonly place: string
  readonly type: string
}

const outside: Mark = { place: 'O', type: '' }

function markOf(tag: string): Mark {
  const match = prefixed.exec(tag)
  if (!match) return outside
  const [, letter, type] = match
  return { place: sameAs[letter] ?? letter, type }
}

/** The entities of a sentence. Like conlleval, it takes what begins without a B for an entity too. */
export function entitiesOf(tags: readonly string[]): Entity[] {
  const entities: Entity[] = []
  let before = outside
  let from = 0
  for (let at = 0; at <= tags.length; at++) {
    const mark = at < tags.length ? markOf(tags[at]) : outside
    if (before.place !== 'O' && endsBetween(before, mark))
      entities.push({ type: before.type, from, to: at })
    if (mark.place !== 'O' && startsBetween(before, mark)) from = at
    before = mark
  }
  return entities
}

function endsBetween(before: Mark, after: Mark): boolean {
  return ['E', 'S'].includes(before.place) || startsNew(before, after) || after.place === 'O'
}

function startsBetween(before: Mark, after: Mark): boolean {
  return ['O', 'E', 'S'].includes(before.place) || startsNew(before, after)
}

function startsNew(before: Mark, after: Mark): boolean {
  return ['B', 'S'].includes(after.place) || before.type !== after.type
}

/** Counts over sentences. */
export class EntityCounter {
  readonly #counts = new Map<string, { right: number; actual: number; predicted: number }>()

  /** The tags of a sentence as they are and as they were predicted. */
  add(actual: readonly string[], predicted: readonly string[]): void {
    const wanted = entitiesOf(actual)
    const found = entitiesOf(predicted)
    const keyOf = ({ type, from, to }: Entity): string => `${from} ${to} ${type}`
    const keys = new Set(wanted.map(keyOf))
    for (const { type } of wanted) this.#of(type).actual++
    for (const entity of found) {
      const counts = this.#of(entity.type)
      counts.predicted++
      if (keys.has(keyOf(entity))) counts.right++
    }
  }

  /** Types in the order of their names; F1 is 0 where nothing is right. */
  scores(): EntityScores {
    const types = [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1))
    const total = { right: 0, actual: 0, predicted: 0 }
    for (const [, counts] of types) {
      total.right += counts.right
      total.actual += counts.actual
      total.predicted += counts.predicted
    }
    return {
      ...scoresOf(total),
      types: types.map(([label, counts]) => ({
        label,
        ...scoresOf(counts),
        support: counts.actual,
      })),
    }
  }

  #of(type: string) {
    const known = this.#counts.get(type)
    if (known) return known
    const counts = { right: 0, actual: 0, predicted: 0 }
    this.#counts.set(type, counts)
    return counts
  }
}

function scoresOf({ right, actual, predicted }: Record<'right' | 'actual' | 'predicted', number>) {
  const precision = predicted === 0 ? 0 : right / predicted
  const recall = actual === 0 ? 0 : right / actual
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  return { precision, recall, f1 }
}
