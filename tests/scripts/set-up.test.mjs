// Set-up: nothing is done twice, and what changed is done again.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hashOfSources, isBuilt } from '../../scripts/lib/build-app.mjs'
import {
  installPackages,
  isInstalled,
  matchesLockfile,
} from '../../scripts/lib/install-packages.mjs'
import { isSampleReady, makeSample } from '../../scripts/lib/sample.mjs'
import { checkNode, setUp } from '../../scripts/lib/set-up.mjs'
import { readyCheckout, temporaryFolder, writeFiles } from './temporary.mjs'

function countingStep(name, outcome = { ok: true }) {
  const step = { name, runs: 0, finished: false, isDone: () => step.finished }
  step.run = () => {
    step.runs += 1
    step.finished = outcome.ok
    return outcome
  }
  return step
}

describe('setUp', () => {
  const only = ['first', 'second']

  it('does each step once', async () => {
    const root = temporaryFolder()
    const steps = [countingStep('first'), countingStep('second')]
    for (let time = 0; time < 3; time += 1) {
      expect((await setUp({ root, steps, only })).ok).toBe(true)
    }
    expect(steps.map(({ runs }) => runs)).toEqual([1, 1])
  })

  it('stops at a failure, and goes on there the next time', async () => {
    const root = temporaryFolder()
    const first = countingStep('first')
    const failing = countingStep('second', { ok: false, message: 'The disk is full.' })
    expect(await setUp({ root, steps: [first, failing], only })).toEqual({
      ok: false,
      message: 'Set-up stopped at "second". The disk is full.',
    })
    await setUp({ root, steps: [first, failing], only })
    expect([first.runs, failing.runs]).toEqual([1, 2])
    expect(existsSync(path.join(root, '.cache', 'set-up.lock'))).toBe(false)
  })

  it.each([
    ['18.20.0', false],
    ['20.18.3', false],
    ['20.19.0', true],
    ['22.0.0', true],
    ['24.1.0', true],
  ])('accepts Node %s: %s', (version, accepted) => {
    expect(checkNode(version).ok).toBe(accepted)
  })
})

describe('the packages', () => {
  const lockfile = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/other-platform': { version: '1.0.0', optional: true },
    },
  }

  function checkout(present, folders = ['a']) {
    const root = temporaryFolder()
    writeFiles(root, { 'package-lock.json': lockfile })
    if (present) writeFiles(root, { 'node_modules/.package-lock.json': { packages: present } })
    for (const name of folders) writeFiles(root, { [`node_modules/${name}/package.json`]: '{}' })
    return root
  }

  it.each([
    ['all there', { 'node_modules/a': { version: '1.0.0' } }, ['a'], true],
    ['nothing there', null, [], false],
    ['another version', { 'node_modules/a': { version: '1.0.1' } }, ['a'], false],
    ['one missing', {}, [], false],
    ['its folder deleted', { 'node_modules/a': { version: '1.0.0' } }, [], false],
  ])('are compared with the lockfile: %s', (_case, present, folders, same) => {
    expect(matchesLockfile(checkout(present, folders))).toBe(same)
  })

  it('are installed once for a lockfile, and again for another', async () => {
    const root = checkout(null)
    const calls = []
    const npm = async (args) => {
      calls.push(args[0])
      return { code: 0 }
    }
    expect(isInstalled(root)).toBe(false)
    await installPackages(root, npm)
    expect(isInstalled(root)).toBe(true)
    writeFiles(root, {
      'package-lock.json': { packages: { '': {}, 'node_modules/b': { version: '2.0.0' } } },
    })
    expect(isInstalled(root)).toBe(false)
    await installPackages(root, npm)
    expect(calls).toEqual(['ci', 'ci'])
  })

  it('that were installed by hand are not installed again', async () => {
    const root = checkout({ 'node_modules/a': { version: '1.0.0' } })
    const npm = () => Promise.reject(new Error('npm was called'))
    expect((await installPackages(root, npm)).ok).toBe(true)
    expect(isInstalled(root)).toBe(true)
  })

  it('that could not be installed leave no stamp', async () => {
    const root = checkout(null)
    expect((await installPackages(root, async () => ({ code: 1 }))).message).toContain(
      'npm ci failed',
    )
    expect(isInstalled(root)).toBe(false)
  })
})

describe('the build', () => {
  it.each([
    ['a source', { 'src/main/index.ts': 'changed' }],
    ['a new source', { 'src/new.ts': '' }],
    ['a resource', { 'resources/sample-reviews.csv': 'changed' }],
    ['a setting', { 'electron.vite.config.ts': 'changed' }],
    ['package.json', { 'package.json': '{"changed":true}' }],
  ])('is out of date after a change of %s', (_case, files) => {
    const root = readyCheckout('')
    expect(isBuilt(root)).toBe(true)
    writeFiles(root, files)
    expect(isBuilt(root)).toBe(false)
  })

  it('does not depend on documents and tests', () => {
    const root = readyCheckout('')
    const before = hashOfSources(root)
    writeFiles(root, { 'README.md': 'new', 'tests/a.test.ts': 'new' })
    expect(hashOfSources(root)).toBe(before)
  })
})

describe('the sample data', () => {
  const script = (word) => `
    import { mkdirSync, writeFileSync } from 'node:fs'
    mkdirSync('resources', { recursive: true })
    writeFileSync('resources/sample-reviews.csv', '${word}')`

  it('is made once, and again when its script changes', async () => {
    const root = temporaryFolder()
    expect(isSampleReady(root)).toBe(true)
    for (const word of ['one', 'two']) {
      writeFiles(root, { 'scripts/make-sample.mjs': script(word) })
      expect(isSampleReady(root)).toBe(false)
      expect((await makeSample(root)).ok).toBe(true)
      expect(isSampleReady(root)).toBe(true)
      expect(readFileSync(path.join(root, 'resources/sample-reviews.csv'), 'utf8')).toBe(word)
    }
  })

  it('that cannot be made says why', async () => {
    const root = temporaryFolder()
    writeFiles(root, { 'scripts/make-sample.mjs': 'throw new Error("no words left")' })
    expect((await makeSample(root)).message).toContain('no words left')
  })
})
