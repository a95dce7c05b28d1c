// Where the lab keeps its runs and its draft: one rule for the window, the engine and the command line.

/** What the rule asks of the machine; Node's process.env, process.platform and os.homedir(). */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: string
  readonly home: string
}

/** UNROLL_HOME, else the platform's folder for a user's data. May be relative where UNROLL_HOME is. */
export function homeFolderOf({ env, platform, home }: Machine): string {
  if (env.UNROLL_HOME) return env.UNROLL_HOME
  if (platform === 'darwin') return `${home}/Library/Application Support/Unroll`
  if (platform === 'win32') return `${env.APPDATA || `${home}/AppData/Roaming`}/Unroll`
  return `${env.XDG_DATA_HOME || `${home}/.local/share`}/unroll`
}
