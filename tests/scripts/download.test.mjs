// Downloads: verified, resumed, restarted, and not repeated.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fetchPackage } from '../../scripts/lib/download.mjs'
import { temporaryFolder } from './temporary.mjs'

const content = randomBytes(300_000)
const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`
const pkg = { name: '@scope/thing', version: '1.2.3', integrity }

let server
let address
let requests
let answer

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.headers.range ?? 'whole')
    answer(request, response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${server.address().port}/thing.tgz`
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

beforeEach(() => {
  requests = []
  answer = withRanges
})

function withRanges(request, response) {
  const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const rest = content.subarray(start)
  const range = { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }
  response.writeHead(start ? 206 : 200, { 'content-length': rest.length, ...(start && range) })
  response.end(rest)
}

function withoutRanges(_request, response) {
  response.writeHead(200, { 'content-length': content.length })
  response.end(content)
}

function options(folder) {
  return {
    folder,
    stallMs: 20_000,
    findAddress: async () => ({ ok: true, value: address }),
    pack: async () => ({ ok: false, message: 'npm could not fetch it' }),
  }
}

const tarball = (folder) => path.join(folder, 'scope-thing-1.2.3.tgz')
const names = (folder) => readdirSync(folder).filter((name) => !name.endsWith('.lock'))

describe('fetchPackage', () => {
  it('downloads once; a second time needs no network', async () => {
    const folder = temporaryFolder()
    const first = await fetchPackage(pkg, options(folder))
    expect(first).toEqual({ ok: true, value: tarball(folder) })
    expect(readFileSync(first.value).equals(content)).toBe(true)
    const offline = { ...options(folder), findAddress: () => Promise.reject(new Error('asked')) }
    expect((await fetchPackage(pkg, offline)).ok).toBe(true)
    expect(requests).toEqual(['whole'])
    expect(names(folder)).toEqual(['scope-thing-1.2.3.tgz'])
  })

  it('goes on where an earlier download ended', async () => {
    const folder = temporaryFolder()
    writeFileSync(`${tarball(folder)}.partial`, content.subarray(0, 100_000))
    expect((await fetchPackage(pkg, options(folder))).ok).toBe(true)
    expect(requests).toEqual(['bytes=100000-'])
  })

  it('starts again where the server cannot go on', async () => {
    const folder = temporaryFolder()
    answer = withoutRanges
    writeFileSync(`${tarball(folder)}.partial`, content.subarray(0, 100_000))
    expect((await fetchPackage(pkg, options(folder))).ok).toBe(true)
    expect(readFileSync(tarball(folder)).equals(content)).toBe(true)
  })

  it('starts again when what was there is of another file', async () => {
    const folder = temporaryFolder()
    writeFileSync(`${tarball(folder)}.partial`, randomBytes(5000))
    expect((await fetchPackage(pkg, options(folder))).ok).toBe(true)
    expect(requests).toEqual(['bytes=5000-', 'whole'])
  })

  it('goes on by itself when the connection breaks', async () => {
    const folder = temporaryFolder()
    answer = (request, response) => {
      if (requests.length > 1) return withRanges(request, response)
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 120_000), () => setTimeout(() => response.destroy(), 50))
    }
    expect((await fetchPackage(pkg, options(folder))).ok).toBe(true)
    expect(requests).toHaveLength(2)
    expect(requests[1]).toMatch(/^bytes=/)
  })

  it('replaces a file in the cache that was changed', async () => {
    const folder = temporaryFolder()
    writeFileSync(tarball(folder), 'changed')
    expect((await fetchPackage(pkg, options(folder))).ok).toBe(true)
    expect(readFileSync(tarball(folder)).equals(content)).toBe(true)
  })

  it('refuses and deletes what does not match the hash', async () => {
    const folder = temporaryFolder()
    answer = (_request, response) => response.end('something else')
    const outcome = await fetchPackage(pkg, options(folder))
    expect(outcome.message).toContain('does not match its pinned hash')
    expect(names(folder)).toEqual([])
  })

  it('refuses what npm packed when it does not match either', async () => {
    const folder = temporaryFolder()
    answer = (_request, response) => response.writeHead(403).end()
    const pack = async (_pkg, file) => {
      writeFileSync(file, 'something else')
      return { ok: true, value: file }
    }
    const outcome = await fetchPackage(pkg, { ...options(folder), pack })
    expect(outcome.message).toContain('does not match its pinned hash')
    expect(existsSync(tarball(folder))).toBe(false)
  })

  it('lets npm fetch it where the direct way is closed', async () => {
    const folder = temporaryFolder()
    answer = (_request, response) => response.writeHead(403).end()
    const pack = async (_pkg, file) => {
      writeFileSync(file, content)
      return { ok: true, value: file }
    }
    expect(await fetchPackage(pkg, { ...options(folder), pack })).toEqual({
      ok: true,
      value: tarball(folder),
    })
    expect(requests).toEqual(['whole'])
  })

  it('gives up on a server that falls silent, and says so', async () => {
    const folder = temporaryFolder()
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': content.length })
      response.write('a')
    }
    const outcome = await fetchPackage(pkg, { ...options(folder), attempts: 1, stallMs: 300 })
    expect(outcome.message).toMatch(
      /^the npm package @scope\/thing@1\.2\.3 could not be downloaded \(nothing came/,
    )
  })
})
