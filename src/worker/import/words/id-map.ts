// Brings a model's ids into the order in which the lab has them: padding, start and unknown first, then the tokens.
import { vocabularyFormat, type Purpose, type VocabularyJson } from '../../text/vocabulary'
import type { Level, TextOptions } from '#shared/experiment/text'
import type { Tokens } from './read-tokens'

type Role = 'pad' | 'start' | 'unknown' | 'end'

/** The ids before the first token, in the lab's order. */
const rolesOf: Readonly<Record<Purpose, Record<Level, readonly Role[]>>> = {
  reading: {
    word: ['pad', 'start', 'unknown'],
    character: ['pad', 'unknown'],
    bpe: ['pad', 'unknown'],
  },
  writing: {
    word: ['pad', 'start', 'unknown', 'end'],
    character: ['pad', 'start', 'unknown', 'end'],
    bpe: ['pad', 'start', 'unknown', 'end'],
  },
}

/** How programs call them; compared in lower case. */
const namesOf: Readonly<Record<Role, readonly string[]>> = {
  pad: ['', '<pad>', '[pad]'],
  start: ['<start>', '[start]', '<s>', '<sos>', '<bos>', '[bos]', '[sos]'],
  unknown: ['<unknown>', '<unk>', '[unk]', '<oov>', '[oov]'],
  end: ['<end>', '[end]', '</s>', '<eos>', '[eos]'],
}

export interface IdMap {
  /** The lab's tokens by the lab's ids, the reserved ones first. */
  readonly tokens: readonly string[]
  /** The file's id of each of the lab's; null where both are the same throughout. */
  readonly source: Int32Array | null
  /** The lab's id of each of the file's. */
  readonly target: Int32Array
  /** Roles that the file has no id for; they read as padding and are never written. */
  readonly missing: readonly Role[]
}

/** @param ids how many the model knows; tokens are for the first of them */
export function mapIds(tokens: Tokens, ids: number, purpose: Purpose, level: Level): IdMap {
  const roles = rolesOf[purpose][level]
  const places = new Map(roles.map((role) => [role, placeOf(role, tokens)]))
  const names = roles.map((role) => `<${role}>`)
  const tokenOf = (id: number): string => tokens[id] ?? `<id ${id}>`
  if (isInPlace(tokens, places)) {
    const used = tokens.findLastIndex((token) => token !== null) + 1
    const rest = Array.from({ length: Math.max(0, used - roles.length) }, (_, index) =>
      tokenOf(index + roles.length),
    )
    const target = Int32Array.from({ length: ids }, (_, id) => id)
    return { tokens: [...names, ...rest], source: null, target, missing: [] }
  }
  const padding = places.get('pad') ?? 0
  const taken = new Set(places.values())
  const others = Array.from({ length: ids }, (_, id) => id).filter((id) => !taken.has(id))
  const source = [...roles.map((role) => places.get(role) ?? padding), ...others]
  const target = new Int32Array(ids)
  for (const [id, from] of source.entries())
    if (id >= roles.length || !isAlias(id)) target[from] = id
  return {
    tokens: [...names, ...others.map(tokenOf)],
    source: Int32Array.from(source),
    target,
    missing: roles.filter((role) => places.get(role) === null),
  }

  function isAlias(id: number): boolean {
    return places.get(roles[id]) === null
  }
}

/** The file's id for a role; null when it has none. Id 0 is padding unless a token is said to be it. */
function placeOf(role: Role, tokens: Tokens): number | null {
  const found = tokens.findIndex((token) => token !== null && isCalled(role, token))
  if (found >= 0) return found
  return role === 'pad' && (tokens[0] ?? null) === null ? 0 : null
}

function isCalled(role: Role, token: string): boolean {
  return namesOf[role].includes(token.toLowerCase())
}

/** Whether the reserved ids are the lab's already, or at least nothing else. */
function isInPlace(tokens: Tokens, places: ReadonlyMap<Role, number | null>): boolean {
  return [...places].every(([role, place], id) => {
    const token = tokens[id] ?? null
    return place === id || (place === null && (token === null || isCalled(role, token)))
  })
}

/** The content of vocabulary.json. */
export function vocabularyOfMap(
  { tokens }: IdMap,
  text: TextOptions,
  purpose: Purpose,
): VocabularyJson {
  return { format: vocabularyFormat, text, purpose, tokens: [...tokens], merges: null }
}
