// Runs Python for the tests of what goes out in Python: UNROLL_TEST_PYTHON, else a plain python3 where that is enough.
import { execFileSync, spawn, spawnSync } from 'node:child_process'

/** A Python with torch, safetensors and the like; undefined: not at hand. */
export const fullPython = process.env.UNROLL_TEST_PYTHON

/** A Python with its standard library at least; undefined: not at hand. */
export const anyPython = fullPython ?? findPlain()

function findPlain(): string | undefined {
  return spawnSync('python3', ['--version']).status === 0 ? 'python3' : undefined
}

/** What a program prints that is given as text and reads `input` as JSON from its standard input. */
export function printedBy(program: string, input: unknown, folder: string): unknown {
  if (!anyPython) throw new Error('there is no Python')
  const lines = [
    'import json, sys',
    `sys.path.insert(0, ${JSON.stringify(folder)})`,
    'sys.stdin.reconfigure(encoding="utf-8")',
    'given = json.load(sys.stdin)',
    program,
  ]
  const printed = execFileSync(anyPython, ['-B', '-c', lines.join('\n')], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  })
  return JSON.parse(printed)
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a file of an exported folder to its end. */
export function runPython(
  python: string,
  folder: string,
  args: readonly string[],
  input = '',
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ['-B', ...args], {
      cwd: folder,
      env: { ...process.env, PYTHONIOENCODING: 'utf-8', OMP_NUM_THREADS: '1' },
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
    child.stdin.end(input)
  })
}
