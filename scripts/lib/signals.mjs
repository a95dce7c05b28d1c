// Signals and exit codes between a script and the program it runs.
import os from 'node:os'
import tty from 'node:tty'

/**
 * Keeps this process alive while a child ends by itself, and hands on what was sent to this process alone.
 * Ctrl-C is not handed on: the terminal sends it to the child already, and twice would mean "at once".
 */
export function passSignalsOn(child) {
  const ignore = () => {}
  const passOn = (signal) => child.kill(signal)
  const handed = ['SIGTERM', 'SIGHUP']
  const atTerminal = [0, 1, 2].some((descriptor) => tty.isatty(descriptor))
  process.on('SIGINT', atTerminal ? ignore : passOn)
  for (const signal of handed) process.on(signal, passOn)
  return () => {
    process.off('SIGINT', ignore)
    process.off('SIGINT', passOn)
    for (const signal of handed) process.off(signal, passOn)
  }
}

/** The exit code that shells give a program ended by a signal. */
export function exitCodeOf(signal) {
  return 128 + (os.constants.signals[signal] ?? 0)
}
