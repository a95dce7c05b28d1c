// `unroll export`: what it prints for people and for programs, all formats at once, and how Ctrl-C ends it.
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interruptAtOnce } from './interrupt'
import { openTerminal, type Terminal } from './terminal'

const proof =
  'Checked by another program 1.0: 5 vectors, 15 numbers, largest difference 2.4e-7 (limit 1.0e-5)'

async function trained(): Promise<Terminal & { readonly id: string; readonly runFolder: string }> {
  const terminal = openTerminal()
  const ended = await terminal.run(['train', 'experiment.json', '--json'])
  const { id, run: runFolder } = ended.json().at(-1) ?? {}
  return { ...terminal, id: String(id), runFolder: String(runFolder) }
}

describe('export', () => {
  it('prints the folder, its files and the proof', async () => {
    const { run, id, folder } = await trained()
    const ended = await run(['export', id, '--format', 'tfjs', '--out', 'taken'])
    expect(ended.code).toBe(0)
    expect(ended.stdout).toBe(`${join(folder, 'taken')}\n  model.json  2 B\n${proof}\n`)
  })

  it('prints the whole report for a program', async () => {
    const { run, id, folder } = await trained()
    const ended = await run(['export', id, '--format', 'keras', '--out', 'taken', '--json'])
    expect(ended.json()).toEqual([
      {
        ...{ type: 'export', format: 'keras', folder: join(folder, 'taken') },
        files: [{ name: 'model.json', bytes: 2 }],
        parity: {
          ...{ program: 'another program 1.0', vectors: 5, numbers: 15 },
          ...{ largestDifference: 2.4e-7, limit: 1e-5 },
        },
      },
    ])
  })

  it('says why a format cannot take the run', async () => {
    const { run, id } = await trained()
    const ended = await run(['export', id, '--format', 'onnx', '--out', 'taken'])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain('Layer lstm (LSTM): selu is no activation')
  })

  it('writes every format that can take the run, each in a folder of its own', async () => {
    const { run, id, folder } = await trained()
    const ended = await run(['export', id, '--format', 'all', '--out', 'taken', '--json'])
    expect(ended.code).toBe(0)
    expect(ended.json().map(({ format }) => format)).toEqual([
      ...['keras', 'safetensors', 'pytorch', 'tfjs', 'html', 'unroll'],
    ])
    expect(ended.json()[0]).toMatchObject({ folder: join(folder, 'taken', 'keras') })
    expect(ended.stderr).toContain('Layer lstm (LSTM): selu is no activation')
  })

  it('is ended by Ctrl-C', async () => {
    const { run, id } = await trained()
    interruptAtOnce()
    const ended = await run(['export', id, '--format', 'tfjs', '--out', 'endless'])
    expect(ended).toMatchObject({ code: 130, stdout: '' })
    expect(ended.stderr).toMatch(/\nThe export was stopped\.\n$/)
  })

  it('says after Ctrl-C which formats were written, and goes on with no other', async () => {
    const { run, id, folder } = await trained()
    interruptAtOnce()
    const ended = await run(['export', id, '--format', 'all', '--out', 'taken', '--json'])
    expect(ended.code).toBe(130)
    expect(ended.json().map(({ format }) => format)).toEqual(['keras'])
    expect(ended.stderr).toContain(
      `The export was stopped. Written to ${join(folder, 'taken')} by then: keras. To export all formats again, name a new folder.`,
    )
  })

  it.each(['all', 'unroll'])('as %s wants a folder that is new or empty', async (format) => {
    const { run, id, folder } = await trained()
    mkdirSync(join(folder, 'taken', 'keras'), { recursive: true })
    const ended = await run(['export', id, '--format', format, '--out', 'taken'])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toBe(
      `${join(folder, 'taken')} is not empty; name a new folder to export to.\n`,
    )
  })

  it('does not go into the folder of its run', async () => {
    const { run, id, runFolder } = await trained()
    const before = readdirSync(runFolder)
    const out = join(runFolder, 'taken')
    const ended = await run(['export', id, '--format', 'unroll', '--out', out])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain(`${out} is in the folder of the run itself`)
    expect(readdirSync(runFolder)).toEqual(before)
  })

  // There mkdir with its folders never ends.
  it.runIf(process.platform === 'linux')('says where no folder can be made', async () => {
    const { run, id } = await trained()
    const ended = await run(['export', id, '--format', 'unroll', '--out', '/proc/nope/x'])
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toContain('no folder can be made in /proc. Choose another folder.')
    const out = ['train', 'experiment.json', '--out', '/proc/nope/x']
    expect((await run(out)).stderr).toContain('no folder can be made in /proc.')
  })
})
