// The npm-hosted TensorFlow 1.15.0 for Linux x64: out of its package, through the cache, into node_modules.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { fetchPackage } from './download.mjs'
import { hashOfFile } from './files.mjs'
import { packagedTensorflow } from './packages.mjs'
import { cacheFolder, stampFolder } from './paths.mjs'
import { done, failed } from './result.mjs'
import { say } from './say.mjs'
import { extractArchive } from './tar.mjs'

const archive = {
  entry: 'package/nodejs12.x-tf2.7.0.br',
  file: 'tensorflow-1.15.0-linux-x64.tar.br',
  sha256: '81a3002830b84dd1fabb921541e81cf35ce41004855e3e4c531e8557d0cc0f2c',
}

/** Puts the packaged library into node_modules/@tensorflow/tfjs-node, replacing any other. */
export async function installPackaged({ root, platform = process.platform, arch = process.arch }) {
  if (platform !== 'linux' || arch !== 'x64') {
    return failed('the packaged TensorFlow is for Linux on x64 only')
  }
  const cached = await cachedArchive()
  if (!cached.ok) return cached
  say('Unpacking TensorFlow 1.15.0.')
  const fresh = path.join(root, stampFolder, `native-${process.pid}`)
  rmSync(fresh, { recursive: true, force: true })
  await extractArchive(cached.value, createBrotliDecompress(), fresh, placeInTfjs)
  const home = path.join(root, 'node_modules', '@tensorflow', 'tfjs-node')
  for (const name of ['deps', 'lib']) {
    rmSync(path.join(home, name), { recursive: true, force: true })
    renameSync(path.join(fresh, name), path.join(home, name))
  }
  rmSync(fresh, { recursive: true, force: true })
  return done('TensorFlow 1.15.0 from the npm registry (the official 2.9.1 could not be used).')
}

/** The inner archive in the user's cache: a quarter of the package, so the package itself is not kept. */
async function cachedArchive(cache = cacheFolder()) {
  const file = path.join(cache, archive.file)
  if ((await hashOfFile(file)) === archive.sha256) return done(file)
  const fetched = await fetchPackage(packagedTensorflow)
  if (!fetched.ok) return fetched
  const fresh = path.join(cache, `.${archive.file}-${process.pid}`)
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  await extractArchive(fetched.value, createGunzip(), fresh, (name) =>
    name === archive.entry ? archive.file : null,
  )
  const taken = path.join(fresh, archive.file)
  const intact = (await hashOfFile(taken)) === archive.sha256
  if (intact) renameSync(taken, file)
  rmSync(fresh, { recursive: true, force: true })
  rmSync(fetched.value, { force: true })
  return intact ? done(file) : failed('the packaged TensorFlow does not match its pinned hash')
}

function placeInTfjs(name) {
  const inside = /^node_modules\/@tensorflow\/tfjs-node\/(.+)$/.exec(name)?.[1]
  if (inside === 'lib/napi-v6/tfjs_binding.node') return 'lib/napi-v8/tfjs_binding.node'
  // The headers are for building against it, which nothing here does.
  return inside?.startsWith('deps/') && !inside.startsWith('deps/include/') ? inside : null
}

/** Whether the cache already holds the archive (unverified), for the doctor and messages. */
export function packagedIsCached(cache = cacheFolder()) {
  return existsSync(path.join(cache, archive.file))
}
