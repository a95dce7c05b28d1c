// The icon in the tray, drawn here: a network unrolled over three steps, each with its input and its output.
import { nativeImage, type NativeImage } from 'electron'

const picture = [
  '................',
  '..##...##...##..',
  '..##...##...##..',
  '..##...##...##..',
  '..##...##...##..',
  '.####.####.####.',
  '.####.####.####.',
  '################',
  '################',
  '.####.####.####.',
  '.####.####.####.',
  '..##...##...##..',
  '..##...##...##..',
  '..##...##...##..',
  '..##...##...##..',
  '................',
]
const size = picture.length

/** macOS draws a template in the colour of its menu bar; elsewhere a grey that shows on light and dark. */
export function trayImage(platform: NodeJS.Platform = process.platform): NativeImage {
  const isTemplate = platform === 'darwin'
  const image = nativeImage.createEmpty()
  for (const scaleFactor of [1, 2]) {
    const width = size * scaleFactor
    const buffer = nativeImage
      .createFromBitmap(drawBitmap(scaleFactor, isTemplate ? 0 : 0x8c), { width, height: width })
      .toPNG()
    image.addRepresentation({ scaleFactor, width, height: width, buffer })
  }
  image.setTemplateImage(isTemplate)
  return image
}

/** Pixels of four bytes, the last of them opacity; a grey is the same in every order of colours. */
export function drawBitmap(scale: number, grey: number): Buffer {
  const width = size * scale
  const pixels = Buffer.alloc(width * width * 4)
  for (let pixel = 0; pixel < width * width; pixel++) {
    const row = Math.floor(pixel / width / scale)
    const column = Math.floor((pixel % width) / scale)
    if (picture[row][column] === '#') pixels.set([grey, grey, grey, 255], pixel * 4)
  }
  return pixels
}
