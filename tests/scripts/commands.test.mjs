// The commands themselves, run in a checkout in which nothing is left to set up.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readyCheckout } from './temporary.mjs'

const cli = `
  const [command] = process.argv.slice(2)
  if (command === 'fail') process.exitCode = 7
  if (command === 'wait') {
    const timer = setInterval(() => {}, 1000)
    process.on('SIGINT', () => {
      console.log('stopping')
      process.exitCode = 130
      clearInterval(timer)
    })
  }
  console.log('ran ' + command)`

const root = readyCheckout(cli)
const script = (name) => path.join(root, 'scripts', name)
const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', UNROLL_NATIVE: '' }
const runScript = (name, ...args) =>
  spawnSync(process.execPath, [script(name), ...args], { env, encoding: 'utf8' })

describe('unroll', () => {
  it('runs the command and says nothing of its own', () => {
    expect(runScript('unroll.mjs', 'doctor')).toMatchObject({
      stdout: 'ran doctor\n',
      stderr: '',
      status: 0,
    })
  })

  it('keeps the exit code', () => {
    expect(runScript('unroll.mjs', 'fail').status).toBe(7)
  })

  it('stops once on an interrupt and ends with 130', async () => {
    const child = spawn(process.execPath, [script('unroll.mjs'), 'wait'], { env })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
      if (text.includes('ran wait')) child.kill('SIGINT')
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect([output, code]).toEqual(['ran wait\nstopping\n', 130])
  })

  it('leaves no lock behind, and refuses a wrong UNROLL_NATIVE', () => {
    expect(existsSync(path.join(root, '.cache', 'set-up.lock'))).toBe(false)
    const wrong = { ...env, UNROLL_NATIVE: 'gpu' }
    const outcome = spawnSync(process.execPath, [script('unroll.mjs')], {
      env: wrong,
      encoding: 'utf8',
    })
    expect(outcome).toMatchObject({
      stderr: 'UNROLL_NATIVE is "gpu"; it must be official, packaged or none.\n',
      status: 1,
    })
  })
})

describe('start', () => {
  it('says in one sentence that there is no display and trains the sample', () => {
    const outcome = runScript('start.mjs')
    expect(outcome).toMatchObject({ stdout: 'ran sample\n', status: 0 })
    expect(outcome.stderr.trim().split('\n')).toEqual([
      'No window can be opened because there is no display, so the sample is trained in the terminal instead.',
    ])
  })

  it('has a short help', () => {
    expect(runScript('start.mjs', '--help').stdout).toContain('UNROLL_STAND_IN_ELECTRON=1')
  })
})

describe('setup', () => {
  it('names the steps when it is asked for another', () => {
    const outcome = runScript('setup.mjs', 'coffee')
    expect(outcome.status).toBe(1)
    expect(outcome.stderr).toContain('packages, native, kernels, sample, build, electron')
  })
})
