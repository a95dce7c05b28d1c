// A page taken over by somebody else: whatever it asks of the engine is checked there.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeLab, openLab, temporaryFolder, type LabApp } from './lab-app'
import { callLab, tapPort } from './lab-port'

describeLab('the engine, asked by a hostile page,', () => {
  let lab: LabApp
  let secret: string
  beforeAll(async () => {
    lab = await openLab()
    secret = join(temporaryFolder('secret'), 'secret.csv')
    writeFileSync(secret, 'text,label\nhello,a\nthere,b\n')
    await tapPort(lab)
  })
  afterAll(() => lab?.close())

  it('answers a sound call', async () => {
    expect(await callLab(lab, ['runs'], [])).toMatchObject({ ok: true })
  })

  it('refuses a path that nobody chose', async () => {
    const request = { path: secret, encoding: 'utf-8', split: null }
    expect(await callLab(lab, ['preview'], [request])).toMatchObject({
      ok: false,
      code: 'not-granted',
    })
    expect(await callLab(lab, ['run'], ['/etc'])).toMatchObject({ ok: false })
    expect(await callLab(lab, ['run'], ['../../etc'])).toMatchObject({ ok: false })
  })

  it.each<[string, string[], unknown[]]>([
    ['no arguments', ['preview'], []],
    ['a number for a path', ['preview'], [{ path: 7, encoding: 'utf-8', split: null }]],
    ['an unknown key', ['preview'], [{ path: '/', encoding: 'utf-8', split: null, more: 1 }]],
    ['a format of its own', ['exportRun'], ['x', 'exe', '/tmp']],
    ['far too many texts', ['predict'], ['x', Array.from({ length: 1001 }, () => 'a')]],
    ['an experiment that is none', ['train'], [{ task: 'world domination' }, { out: null }]],
    ['a draft that is none', ['saveDraft'], ['<script>']],
  ])('answers with a failure: %s', async (_name, path, args) => {
    const answer = await callLab(lab, path, args)
    expect(answer).toMatchObject({ ok: false, message: expect.stringMatching(/\w/) })
  })

  it.each<[string, string[]]>([
    ['a call that does not exist', ['close']],
    ['what every object has', ['constructor', 'constructor']],
    ['the prototype', ['__proto__', 'toString']],
  ])('does not do %s', async (_name, path) => {
    const answer = await callLab(lab, path, [])
    if (answer !== 'silence') expect(answer).not.toMatchObject({ ok: true })
    expect(await callLab(lab, ['runs'], [])).toMatchObject({ ok: true })
  })
})
