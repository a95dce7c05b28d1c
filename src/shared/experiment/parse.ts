// Reads an experiment from untrusted JSON: every problem with the path of its key and what would be accepted.
import type { z } from 'zod'
import { quoted } from '../protocol/quoted'
import { failure, success, type Failure, type Problem, type Result } from '../protocol/result'
import { findProblems } from '../domain/experiment-check'
import { acceptedKeys, acceptedTypes, closest } from './accepted'
import { findJsonMistake } from './json-mistake'
import { experimentSchema, withTaskDefaults, type Experiment } from './schema'

/** So much of a key's place and of a value is quoted in a sentence. */
const mostPath = 200
const mostValue = 200

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
  const parsed = checkAgainst(experimentSchema, input, origin)
  if (!parsed.ok) return parsed
  const experiment = withTaskDefaults(parsed.value)
  const problems = findProblems(experiment)
  return problems.length === 0 ? success(experiment) : invalid(origin, problems)
}

/** Checks a JSON value against any schema, with the same sentences. */
export function checkAgainst<Value>(
  schema: z.ZodType<Value>,
  input: unknown,
  origin: string,
): Result<Value> {
  const parsed = schema.safeParse(input)
  return parsed.success
    ? success(parsed.data)
    : invalid(origin, describeIssues(parsed.error.issues, { schema, input }))
}

function invalid(origin: string, problems: readonly Problem[]): Failure {
  return failure('experiment-invalid', sentence(origin, problems), problems)
}

/** Reads the text of an experiment file; `origin` names the file in the sentences. */
export function parseExperimentText(text: string, origin: ExperimentOrigin): Result<Experiment> {
  const json = parseJson(text, origin)
  return json.ok ? parseExperiment(json.value, origin) : json
}

/** Parses JSON; a mistake is named with its line and column. */
export function parseJson(text: string, origin: string): Result<unknown> {
  const content = text.replace(/^\uFEFF/, '')
  try {
    return success(JSON.parse(content))
  } catch {
    return failure('experiment-invalid', `${origin} is not ${describeMistake(content)}`)
  }
}

function describeMistake(text: string): string {
  if (text.trim() === '') return 'an experiment file: it is empty. Name another file.'
  const mistake = findJsonMistake(text)
  if (!mistake) return 'JSON. Name an experiment file.'
  const { line, column, expected, atEnd } = mistake
  const place = `JSON (line ${line}, column ${column})`
  // Where not even the first character is JSON's, it is another file rather than one with a typo.
  if (line === 1 && column === 1)
    return `${place}: it has to start with "{". Name an experiment file.`
  return atEnd
    ? `${place}: it ends too early; add ${expected}.`
    : `${place}: ${expected} is expected there. Mend that place.`
}

function sentence(origin: string, problems: readonly Problem[]): string {
  const first = `${origin}: ${problems[0].path ? `${problems[0].path}: ` : ''}${problems[0].message}`
  const more = problems.length - 1
  return more > 0 ? `${first} (and ${more} more ${more === 1 ? 'problem' : 'problems'})` : first
}

/** What was checked against what. */
interface Checked {
  readonly schema: z.core.$ZodType
  readonly input: unknown
}

/** The problems, wrong keys first: what is missing or of a wrong type is often the same typo seen again. */
function describeIssues(issues: readonly z.core.$ZodIssue[], checked: Checked): Problem[] {
  const wrongKeys = issues.filter((issue) => issue.code === 'unrecognized_keys')
  const meant = new Set(wrongKeys.flatMap((issue) => meantKeys(issue, checked)))
  const others = issues.filter(
    (issue) =>
      issue.code !== 'unrecognized_keys' &&
      !(meant.has(issue.path.join('.')) && valueAt(checked.input, issue.path) === undefined),
  )
  return [...wrongKeys, ...others].flatMap((issue) => describeIssue(issue, checked))
}

/** The paths of the keys that the unknown ones of an issue seem to be meant for. */
function meantKeys(issue: z.core.$ZodIssueUnrecognizedKeys, { schema, input }: Checked): string[] {
  const accepted = acceptedKeys(schema, issue.path, input)
  return issue.keys.flatMap((key) => {
    const near = closest(key, accepted)
    return near ? [[...issue.path, near].join('.')] : []
  })
}

function describeIssue(issue: z.core.$ZodIssue, checked: Checked): Problem[] {
  const { schema, input } = checked
  const path = quoted(issue.path.join('.'), mostPath)
  if (issue.code === 'unrecognized_keys') {
    const accepted = acceptedKeys(schema, issue.path, input)
    return issue.keys.map((key) => ({
      path: quoted(path ? `${path}.${key}` : key, mostPath),
      message: `unknown key.${hint(key, accepted)}`,
    }))
  }
  if (issue.code === 'invalid_union') {
    const inside = issuesInside(issue)
    if (inside.length > 0) return inside.flatMap((inner) => describeIssue(inner, checked))
  }
  const value = valueAt(input, issue.path)
  if (issue.code === 'invalid_type' && issue.expected === 'object' && typeof value === 'string') {
    const types = acceptedTypes(schema, issue.path, input)
    if (types.length > 0) return [{ path, message: describeBareType(value, types) }]
  }
  return [{ path, message: describeValue(issue, value) }]
}

/** What is wrong deeper in a value, seen as the one form of it that has no mistake at the value itself. */
function issuesInside(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] {
  const form = issue.errors.find((issues) => issues.every((inner) => inner.path.length > 0))
  return (form ?? []).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
}

/** "cosine" where {"type": "cosine"} has to be written. */
function describeBareType(value: string, types: readonly string[]): string {
  const meant = closest(value, types) ?? types[0]
  return `got "${quoted(value, mostValue)}"; expected an object such as {"type": "${meant}"}. Types: ${types.join(', ')}.`
}

function hint(key: string, accepted: readonly string[]): string {
  const near = closest(key, accepted)
  return `${near ? ` Did you mean "${near}"?` : ''} Accepted: ${accepted.join(', ')}.`
}

function describeValue(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined && issue.code === 'invalid_type')
    return `is missing; expected ${issue.expected}.`
  const given = `got ${spelled(value)}`
  if (issue.code === 'invalid_value') {
    const options = issue.values.map((option) => String(option))
    const near = typeof value === 'string' ? closest(value, options) : undefined
    return `${given}; accepted: ${options.join(', ')}.${near ? ` Did you mean "${near}"?` : ''}`
  }
  if (issue.code === 'invalid_union') return describeUnion(issue, value)
  if (issue.code === 'too_small' && issue.origin === 'string') return 'must not be empty.'
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
  const given = spelled(value)
  const words = options.length > 0 ? options : wordsOf(issue)
  const near = typeof value === 'string' ? closest(value, words) : undefined
  const accepted = options.length > 0 ? `accepted: ${options.join(', ')}` : issue.message
  return `got ${given}; ${accepted}.${near ? ` Did you mean "${near}"?` : ''}`
}

function spelled(value: unknown): string {
  try {
    return quoted(JSON.stringify(value) ?? 'nothing', mostValue)
  } catch {
    return 'something that lies too deep in itself' // more than can be written down
  }
}

/** The words that a value could have been, of a union of words and other forms. */
function wordsOf(issue: z.core.$ZodIssueInvalidUnion): string[] {
  return issue.errors
    .flat()
    .flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []))
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, key)
  }
  return value
}
