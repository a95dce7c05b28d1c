// Displays: whether a window can be shown here, and a virtual one for tests.
import { spawn } from 'node:child_process'
import { done, failed } from './result.mjs'

const startTimeoutMs = 15_000

/** Whether this session has a display. Only Linux sessions can lack one. */
export function hasDisplay(env = process.env, platform = process.platform) {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/** Starts an Xvfb on a free display; gives `{ display, stop }`. It ends with this process at the latest. */
export function startXvfb({ program = 'Xvfb', timeoutMs = startTimeoutMs } = {}) {
  const args = ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp']
  const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  const stop = () => {
    process.off('exit', stop)
    server.kill()
  }
  process.on('exit', stop)
  return new Promise((resolve) => {
    const end = (result) => {
      clearTimeout(timer)
      if (!result.ok) stop()
      resolve(result)
    }
    const timer = setTimeout(() => end(failed('Xvfb did not start in time.')), timeoutMs)
    let errors = ''
    server.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
    server.on('error', () => end(failed('There is no display, and Xvfb is not installed.')))
    server.on('exit', (code) =>
      end(failed(`Xvfb ended with ${code}: ${errors.trim().slice(0, 200)}`)),
    )
    server.stdio[3].setEncoding('utf8').on('data', (text) => {
      if (/\d/.test(text)) end(done({ display: `:${text.trim()}`, stop }))
    })
  })
}
