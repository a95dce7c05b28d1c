// The test command's own parts: the tally, the choice of end-to-end files, the cache folder, the virtual display.
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { startXvfb } from '../../scripts/lib/display.mjs'
import { countTests, e2eFiles } from '../../scripts/lib/e2e.mjs'
import { cacheFolder } from '../../scripts/lib/paths.mjs'
import { countReport, sum, tallyLine } from '../../scripts/lib/tally.mjs'
import { temporaryFolder, writeFiles } from './temporary.mjs'

describe('the tally', () => {
  const report = (values) => ({
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...values,
  })
  const brokenFile = { status: 'failed', assertionResults: [] }
  const failedFile = { status: 'failed', assertionResults: [{ status: 'failed' }] }

  it.each([
    ['all passed', report({}), 0, '3 passed, 0 failed'],
    [
      'some skipped',
      report({ numPendingTests: 1, numTodoTests: 1 }),
      0,
      '3 passed, 0 failed, 2 skipped',
    ],
    [
      'one failed',
      report({ numFailedTests: 1, testResults: [failedFile] }),
      1,
      '3 passed, 1 failed',
    ],
    ['a file could not be loaded', report({ testResults: [brokenFile] }), 1, '3 passed, 1 failed'],
    ['an error outside of the tests', report({}), 1, '3 passed, 1 failed'],
    ['no report', null, 1, '0 passed, 1 failed'],
  ])('counts a run in which %s', (_case, json, code, line) => {
    expect(tallyLine(countReport(json, code))).toBe(line)
  })

  it('adds up', () => {
    expect(tallyLine(sum([countReport(report({}), 0), countReport(report({}), 0)]))).toBe(
      '6 passed, 0 failed',
    )
  })
})

describe('the end-to-end files', () => {
  const root = temporaryFolder()
  writeFiles(root, {
    'tests/e2e/train.test.ts': "test('one', () => {})\n  it.skip('two', () => {})\n",
    'tests/e2e/lab/export.test.ts': "describe('x', () => {\n  it('three', () => {})\n})\n",
    'tests/e2e/driver.ts': '',
  })

  it.each([
    [[], 2],
    [['tests/e2e'], 2],
    [['./tests/e2e/train.test.ts'], 1],
    [['train'], 1],
    [['tests/worker'], 0],
  ])('that filters %o choose', (filters, count) => {
    expect(e2eFiles(filters, root)).toHaveLength(count)
  })

  it('are counted when they are skipped', () => {
    expect(countTests(e2eFiles([], root))).toBe(3)
  })
})

describe('the cache folder', () => {
  it.each([
    ['linux', {}, '/home/me/.cache/unroll'],
    ['linux', { XDG_CACHE_HOME: '/cache' }, '/cache/unroll'],
    ['darwin', {}, '/home/me/Library/Caches/unroll'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/unroll/Cache'],
    ['linux', { UNROLL_CACHE: '/mine' }, '/mine'],
  ])('on %s with %o', (platform, env, expected) => {
    expect(cacheFolder(env, platform, '/home/me')).toBe(path.normalize(expected))
  })
})

describe('startXvfb', () => {
  it('says that Xvfb is not installed', async () => {
    expect((await startXvfb({ program: 'no-such-xvfb' })).message).toContain(
      'Xvfb is not installed',
    )
  })

  it('says that it ended or hangs', async () => {
    expect((await startXvfb({ program: 'false' })).message).toContain('Xvfb ended with 1')
    expect((await startXvfb({ program: 'yes', timeoutMs: 100 })).ok).toBe(false)
  })
})
