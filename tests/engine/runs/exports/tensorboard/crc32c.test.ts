// The checksum against the vectors of RFC 3720, appendix B.4.
import { expect, it } from 'vitest'
import { crc32c } from '../../../../../src/engine/runs/exports/tensorboard/crc32c'

it.each([
  ['nothing', Buffer.alloc(0), 0],
  ['digits', Buffer.from('123456789'), 0xe3069283],
  ['zeros', Buffer.alloc(32), 0x8a9136aa],
  ['ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['counting up', Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
])('crc32c of %s', (_name, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected)
})
