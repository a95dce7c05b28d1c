// What app:// serves: the built page's files with their headers, and nothing from outside its folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { contentSecurityPolicy, fileFor, respond } from '../../src/main/app-protocol'

vi.mock('electron', () => ({ protocol: {} }))

let base: string
let page: string
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'unroll-page-'))
  page = join(base, 'renderer')
  mkdirSync(join(page, 'assets'), { recursive: true })
  writeFileSync(join(page, 'index.html'), '<!doctype html>')
  writeFileSync(join(page, 'assets', 'index.js'), 'export {}')
  writeFileSync(join(page, 'assets', 'a b.css'), 'body {}')
  writeFileSync(join(base, 'secret.json'), '{}')
  mkdirSync(join(base, 'renderer-other'))
  writeFileSync(join(base, 'renderer-other', 'secret.js'), '')
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

describe('what is served', () => {
  it.each([
    ['app://unroll/index.html', 'text/html; charset=utf-8'],
    ['app://unroll/assets/index.js', 'text/javascript; charset=utf-8'],
    ['app://unroll/assets/index.js?v=1#top', 'text/javascript; charset=utf-8'],
    ['app://unroll/assets/a%20b.css', 'text/css; charset=utf-8'],
  ])('%s', async (url, type) => {
    const response = await respond(page, 'GET', url)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('what is refused', () => {
  it.each([
    'app://unroll/',
    'app://unroll/missing.js',
    'app://unroll/assets',
    'app://unroll/../secret.json',
    'app://unroll/%2e%2e/secret.json',
    'app://unroll/..%2fsecret.json',
    'app://unroll/assets/..%2f..%2fsecret.json',
    'app://unroll/..%2frenderer-other%2fsecret.js',
    'app://unroll/..%5csecret.json',
    'app://unroll/%2fetc%2fpasswd.json',
    'app://unroll/index.html%00.js',
    'app://unroll/C:%2fsecret.json',
    'app://unroll/%E0%A4%A.js',
    'app://elsewhere/index.html',
    'file:///etc/hosts.json',
    'not a url',
  ])('%s', async (url) => {
    const response = await respond(page, 'GET', url)
    expect(response.status).toBe(404)
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
  })

  it('anything but reading', async () => {
    expect((await respond(page, 'POST', 'app://unroll/index.html')).status).toBe(405)
  })

  it('files of no known type', () => {
    expect(fileFor(page, 'app://unroll/program.wasm')).toBeNull()
  })
})

describe('the Content-Security-Policy', () => {
  const directives = new Map(
    contentSecurityPolicy.split('; ').map((line) => {
      const [name, ...values] = line.split(' ')
      return [name, values.join(' ')] as const
    }),
  )

  it.each([
    ['default-src', "'none'"],
    ['script-src', "'self'"],
    ['style-src', "'self'"],
    ['connect-src', "'none'"],
    ['base-uri', "'none'"],
    ['form-action', "'none'"],
    ['frame-ancestors', "'none'"],
    ['require-trusted-types-for', "'script'"],
  ])('%s is %s', (name, value) => expect(directives.get(name)).toBe(value))

  it.each(['unsafe-eval', 'unsafe-inline', 'http:', 'https:', '*', 'blob:'])(
    'never says %s',
    (word) => expect(contentSecurityPolicy).not.toContain(word),
  )
})
