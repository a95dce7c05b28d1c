// Saves a picture or its numbers through the desktop's dialog, and tells how it went.
import { largestFile, type DesktopApi } from '#shared/protocol/desktop-api'
import type { Notices } from '../state/notices.svelte'

/** The page's way to disk and to a person's eye. */
export interface PicturePlaces {
  readonly desktop: Pick<DesktopApi, 'saveFile'>
  readonly notices: Pick<Notices, 'add' | 'clear'>
}

/** Pixels of a PNG for one of the picture. */
const scale = 2

/**
 * Asks where to, and writes it.
 * @param name with its ending
 * @param mend what to do where it would be too large
 */
export async function savePicture(
  { desktop, notices }: PicturePlaces,
  name: string,
  content: string | Uint8Array,
  mend = 'Choose less to look at, and export again.',
): Promise<void> {
  notices.clear('picture')
  const size = typeof content === 'string' ? new Blob([content]).size : content.byteLength
  if (size > largestFile) {
    const tooLarge = `${name} would be larger than 64 MB. ${mend}`
    notices.add('error', tooLarge, { key: 'picture' })
    return
  }
  const saved = await desktop.saveFile(name, content)
  if (saved) notices.add('success', `Saved as ${saved.path}.`, { key: 'picture' })
}

/** A title without what no file name may hold. */
export function fileNameOf(title: string): string {
  const plain = title.replace(/[\s\p{Cc}/\\:*?"<>|]+/gu, ' ').trim()
  return plain.slice(0, 100).replace(/[\s.]+$/, '') || 'picture'
}

/** The bytes of a PNG of an SVG that needs nothing from elsewhere, at twice its size. Fails where the SVG cannot be read. */
export async function pngOfSvg(svg: string): Promise<Uint8Array> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(image.naturalWidth * scale)
  canvas.height = Math.round(image.naturalHeight * scale)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (!blob) throw new Error('The canvas gave no picture.')
  return new Uint8Array(await blob.arrayBuffer())
}
