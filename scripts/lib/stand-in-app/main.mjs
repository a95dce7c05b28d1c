// Runs inside the stand-in Electron, in place of the default app it lacks: loads the app that the command line names.
// Being a module with a top-level await, it holds back Electron's ready event until the app's main is loaded.
import { app } from 'electron'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const at = process.argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-'))
if (at < 0) {
  console.error('Name the folder of the app to run.')
  app.exit(1)
} else {
  process.defaultApp = true
  await load(path.resolve(process.argv[at]))
}

async function load(target) {
  if (!existsSync(target)) {
    console.error(`There is no app at ${target}.`)
    app.exit(1)
    return
  }
  const main = statSync(target).isDirectory() ? describe(target) : target
  await import(pathToFileURL(main).href)
}

/** Names the app as Electron's own default app does; gives its main file. */
function describe(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  app.setAppPath(folder)
  if (manifest.version) app.setVersion(manifest.version)
  if (manifest.productName ?? manifest.name) app.name = manifest.productName ?? manifest.name
  return createRequire(path.join(folder, 'package.json')).resolve(
    path.join(folder, manifest.main ?? 'index.js'),
  )
}
