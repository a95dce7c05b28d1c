// Whether the system shows tray icons: on Linux a desktop may have no place for them, and Electron cannot tell.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const question = [
  ...['call', '--session', '--dest', 'org.freedesktop.DBus'],
  ...['--object-path', '/org/freedesktop/DBus'],
  ...['--method', 'org.freedesktop.DBus.NameHasOwner', 'org.kde.StatusNotifierWatcher'],
]
const patienceMs = 2000

/** On Linux the session bus is asked for the owner of the tray; no answer means that there is none. */
export async function hasTray(platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (platform !== 'linux') return true
  try {
    const { stdout } = await promisify(execFile)('gdbus', question, { timeout: patienceMs })
    return stdout.includes('true')
  } catch {
    return false
  }
}
