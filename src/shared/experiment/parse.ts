// Reads an experiment from untrusted JSON: every problem with the path of its key and what would be accepted.
import type { z } from 'zod'
import { failure, success, type Problem, type Result } from '../protocol/result'
import { findModelProblems } from '../domain/model-check'
import { acceptedKeys, closest } from './accepted'
import { experimentSchema, type Experiment } from './schema'

/** What the experiment is called in sentences: a file name, or "the experiment". */
export type ExperimentOrigin = string

/**
 * Checks a JSON value against the schema and the layers against each other, and fills in the defaults.
 * A failure has the code `experiment-invalid` and lists each problem.
 */
export function parseExperiment(
  input: unknown,
  origin: ExperimentOrigin = 'The experiment',
): Result<Experiment> {
  const parsed = experimentSchema.safeParse(input)
  const problems = parsed.success
    ? findModelProblems(parsed.data)
    : parsed.error.issues.flatMap((issue) => describeIssue(issue, input))
  if (parsed.success && problems.length === 0) return success(parsed.data)
  return failure('experiment-invalid', sentence(origin, problems), problems)
}

/** Reads the text of an experiment file; `origin` names the file in the sentences. */
export function parseExperimentText(text: string, origin: ExperimentOrigin): Result<Experiment> {
  const json = parseJson(text, origin)
  return json.ok ? parseExperiment(json.value, origin) : json
}

/** Parses JSON; a mistake is named with its line and column where the engine tells them. */
export function parseJson(text: string, origin: string): Result<unknown> {
  try {
    return success(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    const place = placeOf(detail, text)
    return failure('experiment-invalid', `${origin} is not JSON${place}: ${detail}.`)
  }
}

function placeOf(detail: string, text: string): string {
  const position = /position (\d+)/.exec(detail)
  if (!position) return ''
  const before = text.slice(0, Number(position[1])).split('\n')
  return ` (line ${before.length}, column ${before[before.length - 1].length + 1})`
}

function sentence(origin: string, problems: readonly Problem[]): string {
  const first = `${origin}: ${problems[0].path ? `${problems[0].path}: ` : ''}${problems[0].message}`
  const more = problems.length - 1
  return more > 0 ? `${first} (and ${more} more ${more === 1 ? 'problem' : 'problems'})` : first
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown): Problem[] {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const accepted = acceptedKeys(experimentSchema, issue.path, input)
    return issue.keys.map((key) => ({
      path: path ? `${path}.${key}` : key,
      message: `unknown key.${hint(key, accepted)}`,
    }))
  }
  return [{ path, message: describeValue(issue, valueAt(input, issue.path)) }]
}

function hint(key: string, accepted: readonly string[]): string {
  const near = closest(key, accepted)
  return `${near ? ` Did you mean "${near}"?` : ''} Accepted: ${accepted.join(', ')}.`
}

function describeValue(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined && issue.code === 'invalid_type')
    return `is missing; expected ${issue.expected}.`
  const given = `got ${JSON.stringify(value) ?? 'nothing'}`
  if (issue.code === 'invalid_value') {
    const options = issue.values.map((option) => String(option))
    const near = typeof value === 'string' ? closest(value, options) : undefined
    return `${given}; accepted: ${options.join(', ')}.${near ? ` Did you mean "${near}"?` : ''}`
  }
  if (issue.code === 'invalid_union') return describeUnion(issue, value)
  if (issue.code === 'too_small')
    return `${given}; must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}.`
  if (issue.code === 'too_big')
    return `${given}; must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}.`
  if (issue.code === 'invalid_type') return `${given}; expected ${issue.expected}.`
  return `${given}; ${issue.message}.`
}

function describeUnion(issue: z.core.$ZodIssueInvalidUnion, value: unknown): string {
  const options =
    'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []
  const given = JSON.stringify(value) ?? 'nothing'
  if (options.length === 0) return `got ${given}; ${issue.message}.`
  const near = typeof value === 'string' ? closest(value, options) : undefined
  return `got ${given}; accepted: ${options.join(', ')}.${near ? ` Did you mean "${near}"?` : ''}`
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, key)
  }
  return value
}
