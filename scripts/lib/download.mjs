// Fetches pinned npm packages into the user's cache and checks them by hash.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { hashOfFile } from './files.mjs'
import { withLock } from './lock.mjs'
import { quickNetwork, runNpm } from './npm.mjs'
import { cacheFolder } from './paths.mjs'
import { done, failed } from './result.mjs'
import { lastLines } from './run.mjs'
import { progressLine, say } from './say.mjs'
import { transfer } from './transfer.mjs'

const packTimeoutMs = 30 * 60_000

/**
 * The verified tarball of a pinned package (`name`, `version`, `integrity`), from the cache or the registry.
 * npm itself is asked where the tarball is, and fetches it when the direct way is closed
 * (it knows the user's proxy and credentials). Gives a file name, or the reason in a sentence.
 */
export async function fetchPackage(pkg, options = {}) {
  const { folder = path.join(cacheFolder(), 'downloads') } = options
  const file = path.join(
    folder,
    `${pkg.name.replace('@', '').replace('/', '-')}-${pkg.version}.tgz`,
  )
  if (await isIntact(file, pkg)) return done(file)
  mkdirSync(folder, { recursive: true })
  const message = `Waiting for another download of ${label(pkg)}.`
  return withLock(`${file}.lock`, () => fetchInto(file, pkg, options), { message })
}

/** The address of a package's tarball, as npm knows it. */
export async function tarballAddress(pkg) {
  const args = ['view', `${pkg.name}@${pkg.version}`, 'dist.tarball', '--json', ...quickNetwork]
  const answer = await runNpm(args, { timeoutMs: 60_000 })
  try {
    return done(new URL(JSON.parse(answer.stdout)).href)
  } catch {
    return failed(`npm could not look it up${reasonFrom(answer)}`)
  }
}

async function fetchInto(file, pkg, options) {
  const { findAddress = tarballAddress, pack = packWithNpm } = options
  if (await isIntact(file, pkg)) return done(file)
  rmSync(file, { force: true })
  const address = await findAddress(pkg)
  if (!address.ok) return blocked(pkg, address.message)
  const direct = await fetchDirectly(address.value, file, pkg, options)
  if (direct.ok) return direct
  say(`The direct download of ${label(pkg)} failed (${direct.message}); npm tries it.`)
  const packed = await pack(pkg, file)
  if (!packed.ok) return blocked(pkg, `${direct.message}; ${packed.message}`)
  if (await isIntact(file, pkg)) return done(file)
  rmSync(file, { force: true })
  return failed(`${label(pkg)} does not match its pinned hash, so it was deleted`)
}

/** Streams into a .partial file; one that was resumed and is wrong gets a second, whole try. */
async function fetchDirectly(address, file, pkg, options) {
  const partial = `${file}.partial`
  const resumed = existsSync(partial)
  const transferred = (await isIntact(partial, pkg))
    ? done(partial)
    : await transferShown(address, partial, pkg, options)
  if (!transferred.ok) return transferred
  if (await isIntact(partial, pkg)) {
    renameSync(partial, file)
    return done(file)
  }
  rmSync(partial, { force: true })
  if (resumed) return fetchDirectly(address, file, pkg, options)
  return failed('what came does not match its pinned hash')
}

async function transferShown(address, partial, pkg, options) {
  say(`Downloading ${label(pkg)}.`)
  const line = progressLine()
  const onProgress = (bytes, total) =>
    line.update(`  ${megabytes(bytes)} of ${megabytes(total)} MB`)
  const outcome = await transfer(address, partial, { ...options, onProgress })
  line.end()
  return outcome
}

async function packWithNpm(pkg, file) {
  const folder = mkdtempSync(`${file}.pack-`)
  try {
    const args = [
      'pack',
      `${pkg.name}@${pkg.version}`,
      '--pack-destination',
      folder,
      '--ignore-scripts',
    ]
    const answer = await runNpm([...args, ...quickNetwork], {
      cwd: folder,
      timeoutMs: packTimeoutMs,
    })
    const packed = readdirSync(folder).find((name) => name.endsWith('.tgz'))
    if (answer.code !== 0 || !packed) return failed(`npm could not fetch it${reasonFrom(answer)}`)
    renameSync(path.join(folder, packed), file)
    return done(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function isIntact(file, pkg) {
  const [algorithm, expected] = splitOnce(pkg.integrity, '-')
  return (await hashOfFile(file, algorithm, 'base64')) === expected
}

function blocked(pkg, reason) {
  return failed(`${label(pkg)} could not be downloaded (${reason})`)
}

function reasonFrom(answer) {
  if (answer.timedOut) return ' in time'
  const code = /npm (?:error|ERR!) code (\S+)/.exec(lastLines(answer, 40))
  return code ? `: ${code[1]}` : ''
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark)
  return [text.slice(0, at), text.slice(at + 1)]
}

const label = (pkg) => `the npm package ${pkg.name}@${pkg.version}`
const megabytes = (bytes) => (bytes / 1e6).toFixed(0)
