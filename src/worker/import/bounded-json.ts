// Reads JSON that may come from anywhere: bounded in length and depth, and without keys that mean something to JavaScript.
import { success, type Failure, type Result } from '#shared/protocol/result'
import { importLimits, tooLarge, unreadable } from './limits'

/** Keys that change an object instead of filling it. */
const forbidden: readonly string[] = ['__proto__', 'constructor', 'prototype']

/**
 * The value; `run-unreadable`, naming `file`, for anything that is no JSON within the bounds.
 * @param keys `any` for tables whose keys are data, such as words, which are never to be read as fields
 */
export function parseBoundedJson(
  content: Uint8Array,
  file: string,
  keys: 'plain' | 'any' = 'plain',
): Result<unknown> {
  if (content.length > importLimits.jsonBytes)
    return tooLarge(file, content.length, importLimits.jsonBytes)
  if (isTooDeep(content)) return unreadable(file, 'its JSON is nested too deeply')
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content))
  } catch {
    return unreadable(file, 'it is not JSON')
  }
  return (keys === 'plain' ? findForbidden(value, file) : null) ?? success(value)
}

/** Why a value that was put together from a file is not to be used; null when it may be. */
export function findForbidden(value: unknown, file: string): Failure | null {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }]
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue
    const depth = next.depth + 1
    if (depth > importLimits.jsonDepth) return unreadable(file, 'it is nested too deeply')
    for (const [key, inner] of Object.entries(next.value)) {
      if (forbidden.includes(key)) return unreadable(file, `it has a key "${key}"`)
      open.push({ value: inner, depth })
    }
  }
  return null
}

const [quote, escape, openList, closeList, openObject, closeObject] = Buffer.from('"\\[]{}')

/** Before it is parsed: counts brackets outside of texts. */
function isTooDeep(content: Uint8Array): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < content.length; at++) {
    const byte = content[at]
    if (isText) {
      if (byte === escape) at++
      else if (byte === quote) isText = false
    } else if (byte === quote) isText = true
    else if (byte === openList || byte === openObject) {
      if (++depth > importLimits.jsonDepth) return true
    } else if (byte === closeList || byte === closeObject) depth--
  }
  return false
}
