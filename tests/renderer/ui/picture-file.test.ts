// Names of picture files, and what becomes of a picture that is saved.
import { describe, expect, it } from 'vitest'
import { largestFile } from '#shared/protocol/desktop-api'
import { fileNameOf, savePicture } from '../../../src/renderer/src/ui/picture-file'

describe('a file name', () => {
  it.each([
    ['Hidden state h of lstm', 'Hidden state h of lstm'],
    ['W_f, kernel: a/b\\c "d"', 'W_f, kernel a b c d'],
    ['  ends with a dot. ', 'ends with a dot'],
    [`${'x'.repeat(99)}. and more`, 'x'.repeat(99)],
    ['///', 'picture'],
  ])('of %j is %j', (title, name) => {
    expect(fileNameOf(title)).toBe(name)
  })
})

describe('saving', () => {
  function places(path: string | null) {
    const said: string[] = []
    const asked: string[] = []
    const saveFile = (name: string) => {
      asked.push(name)
      return Promise.resolve(path === null ? null : { path })
    }
    const add = (tone: string, message: string) => said.push(`${tone}: ${message}`)
    return { said, asked, places: { desktop: { saveFile }, notices: { add, clear: () => {} } } }
  }

  it('says where it is', async () => {
    const { said, asked, places: to } = places('/home/me/picture.svg')
    await savePicture(to, 'picture.svg', '<svg/>')
    expect(asked).toEqual(['picture.svg'])
    expect(said).toEqual(['success: Saved as /home/me/picture.svg.'])
  })

  it('says nothing when a person cancels', async () => {
    const { said, places: to } = places(null)
    await savePicture(to, 'picture.svg', '<svg/>')
    expect(said).toEqual([])
  })

  it('refuses what is too large before it asks', async () => {
    const { said, asked, places: to } = places('/home/me/picture.png')
    await savePicture(to, 'picture.png', new Uint8Array(largestFile + 1))
    expect(asked).toEqual([])
    expect(said[0]).toMatch(/^error: picture\.png would be larger than 64 MB/)
    await savePicture(to, 'loss.csv', 'x'.repeat(largestFile + 1), 'Zoom in.')
    expect(said[1]).toBe('error: loss.csv would be larger than 64 MB. Zoom in.')
  })
})
