// `unroll export`: what it prints for people and for programs, all formats at once, and how Ctrl-C ends it.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interruptAtOnce } from './interrupt'
import { openTerminal, type Terminal } from './terminal'

const proof =
  'Checked by another program 1.0: 5 vectors, 15 numbers, largest difference 2.4e-7 (limit 1.0e-5)'

async function trained(): Promise<Terminal & { readonly id: string }> {
  const terminal = openTerminal()
  const ended = await terminal.run(['train', 'experiment.json', '--json'])
  return { ...terminal, id: String(ended.json().at(-1)?.id) }
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
  })
})
