// Says in plain words what a schema found wrong in a file.
import type { z } from 'zod'
import { formatCount } from '#shared/domain/format'

const kinds: Readonly<Record<string, string>> = {
  object: 'no object',
  record: 'no object',
  array: 'no list',
  tuple: 'no list',
  string: 'no text',
  number: 'no number',
  int: 'no whole number',
  boolean: 'neither true nor false',
}

/** A clause such as `weightsManifest.0.paths is missing`. */
export function wrongPart(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.') || 'its content'} ${whatIsWrong(issue)}`
}

function whatIsWrong(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type': {
      // Of what was read, a schema tells in its words alone.
      if (issue.message.endsWith('received undefined')) return 'is missing'
      return `is ${kinds[issue.expected] ?? 'of another kind than it should be'}`
    }
    case 'too_small':
      if (issue.origin === 'array' || issue.origin === 'string') return 'is empty'
      return `is less than ${formatCount(Number(issue.minimum))}`
    case 'too_big': {
      const most = formatCount(Number(issue.maximum))
      if (issue.origin === 'array') return `has more than ${most} entries`
      if (issue.origin === 'string') return `has more than ${most} characters`
      return `is more than ${most}`
    }
    case 'invalid_format':
      return 'is no plain name of a file beside it'
    case 'invalid_union':
      return 'is nothing that can stand there'
    default:
      return 'is not what it should be'
  }
}
