// Names runs: when, what and a few random letters, so that two processes never choose the same.
import { randomInt } from 'node:crypto'

const letters = 'abcdefghijkmnpqrstuvwxyz23456789'
const longestSlug = 48

/** For example `20261120-141502-imdb-lstm-x7k2`, in local time. */
export function createRunId(name: string, now: Date = new Date()): string {
  const random = Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return [stamp(now), slug(name), random].filter((part) => part !== '').join('-')
}

function stamp(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  return `${date}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
}

function slug(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longestSlug)
    .replace(/^-+|-+$/g, '')
}
