// npm run setup: the packages, native TensorFlow, the sample data, the build and Electron, without starting anything.
import { findElectron } from './lib/electron.mjs'
import { setUpOrExit, orExit } from './lib/main.mjs'
import { failed } from './lib/result.mjs'
import { say } from './lib/say.mjs'
import { stepNames } from './lib/set-up.mjs'

const only = process.argv.slice(2)
const unknown = only.find((name) => !stepNames.includes(name) && name !== 'electron')
if (unknown) {
  orExit(
    failed(
      `There is no set-up step "${unknown}"; the steps are ${stepNames.join(', ')}, electron.`,
    ),
  )
}
await setUpOrExit({ retry: true, only: only.length > 0 ? only : stepNames })
if (only.length === 0 || only.includes('electron')) {
  const electron = await findElectron({
    standIn: process.env.UNROLL_STAND_IN_ELECTRON === '1',
    download: true,
  })
  say(electron.missing ?? `Electron ${electron.version} is ready (${electron.kind}).`)
}
say('Set-up is done.')
