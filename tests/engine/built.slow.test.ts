// The built engine as main runs it: connected, granted, told to end; and what a mistake of its own does.
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { dataFile, temporaryFolder } from './sample'

const engine = resolve(import.meta.dirname, '../../out/main/engine.js')
const parent = join(import.meta.dirname, 'fixtures', 'parent.mjs')

async function run(ending: string) {
  const rows = Array.from({ length: 20 }, (_, row) => `good film ${row},pos\nbad film ${row},neg\n`)
  const args = [parent, pathToFileURL(engine).href, dataFile(rows.join('')), ending]
  const env = { ...process.env, UNROLL_HOME: temporaryFolder(), UNROLL_TEST_HOOKS: '1' }
  const child = spawn(process.execPath, args, { env })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const code = await new Promise((settle) => child.once('close', settle))
  return { code, stdout: stdout.trimEnd().split('\n'), stderr }
}

describe('the built engine', () => {
  const begun = ['before the grant: not-granted', 'after the grant: true']

  it('leaves the run under way paused when it is told to end', async () => {
    expect(await run('shutdown')).toMatchObject({
      code: 0,
      stdout: [...begun, 'left paused with a checkpoint true'],
    })
  })

  it.skipIf(process.platform === 'win32')('outlives its training thread', async () => {
    const { code, stdout } = await run('kill-trainer')
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: [...begun, 'restarted true', 'ended interrupted'],
    })
  })

  it('ends with one line at a mistake of its own, so that main starts it again', async () => {
    const { code, stderr } = await run('mistake')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^The engine ends by a mistake of its own: Error: a mistake at .*\n$/)
  })
})
