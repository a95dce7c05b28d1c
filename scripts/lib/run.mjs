// Runs other programs, with a time limit and without stdin.
import { spawn } from 'node:child_process'

const keptOutput = 64 * 1024

/**
 * Runs a program to its end and never rejects.
 * Options: `cwd`, `env` (replaces), `timeoutMs`, `show` (its output goes to stderr, live), `shell`.
 * Gives `{ code, signal, stdout, stderr, timedOut }`; a program that cannot be started has code 127.
 */
export function run(command, args, options = {}) {
  const { timeoutMs, show = false, ...rest } = options
  const stdio = show ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe']
  return new Promise((resolve) => {
    const child = spawn(command, args, { windowsHide: true, ...rest, stdio })
    const output = { stdout: '', stderr: '' }
    let timedOut = false
    const timer =
      timeoutMs &&
      setTimeout(() => {
        timedOut = true
        child.kill('SIGKILL')
      }, timeoutMs)
    for (const name of ['stdout', 'stderr']) {
      child[name]?.setEncoding('utf8').on('data', (text) => {
        output[name] = (output[name] + text).slice(-keptOutput)
      })
    }
    const finish = (code, signal) => {
      clearTimeout(timer)
      resolve({ code, signal, timedOut, ...output })
    }
    child.on('error', (error) => {
      output.stderr += error.message
      finish(127, null)
    })
    child.on('close', finish)
  })
}

/** Runs a JavaScript file under the Node that runs this. */
export function runNode(args, options) {
  return run(process.execPath, args, options)
}

/** The last lines of what a program printed, for an error message. */
export function lastLines({ stdout, stderr }, count = 12) {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-count).join('\n')
}
