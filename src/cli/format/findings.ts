// What the dataset doctor found, for people, each finding with the setting that mends it.
import type { Finding } from '#shared/domain/findings'
import { plural } from '#shared/domain/format'

const marks: Readonly<Record<Finding['severity'], string>> = {
  problem: 'Problem',
  warning: 'Warning',
  note: 'Note',
}
const shownExamples = 3
const shownCharacters = 90

/** A block for each finding, with an empty line between them. */
export function formatFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing is wrong with the data, as far as can be told.'
  return [`${plural(findings.length, 'finding')}:`, ...findings.map(formatFinding)].join('\n\n')
}

function formatFinding({ severity, title, detail, examples, mend }: Finding): string {
  return [
    `${marks[severity]}: ${title}`,
    `  ${detail}`,
    ...examples.slice(0, shownExamples).map(({ row, text }) => {
      const place = row === null ? '' : `row ${row}: `
      return `    ${place}${shortened(text)}`
    }),
    ...(mend ? [`  ${mend.label}: ${settingArguments(mend.settings)}`] : []),
  ].join('\n')
}

/** For example `--set data.dropDuplicates=true`, ready to be pasted into a shell. */
export function settingArguments(settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .map(([path, value]) => `--set ${quoted(`${path}=${plainValue(value)}`)}`)
    .join(' ')
}

/** As `--set` reads it: text that could be taken for another value is written as JSON. */
function plainValue(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  try {
    JSON.parse(value)
    return JSON.stringify(value)
  } catch {
    return value
  }
}

function quoted(argument: string): string {
  return /^[\w./:=,+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > shownCharacters ? `${line.slice(0, shownCharacters - 1)}…` : line
}
