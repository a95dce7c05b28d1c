// OKLab, a space in which equal distances look about equally large, to and from sRGB (Björn Ottosson, bottosson.github.io/posts/oklab).

/** Lightness 0 to 1, green to red, blue to yellow. */
export type Oklab = readonly [lightness: number, a: number, b: number]
/** sRGB, whole numbers 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** @param hue in degrees */
export function oklabOfOklch(lightness: number, chroma: number, hue: number): Oklab {
  const angle = (hue * Math.PI) / 180
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)]
}

/** Colours beyond sRGB are cut to it. */
export function rgbOfOklab(color: Oklab): Rgb {
  const [red, green, blue] = linearOfOklab(color)
  return [byteOf(red), byteOf(green), byteOf(blue)]
}

/** Light of each primary; below 0 or above 1 where sRGB cannot show the colour. */
export function linearOfOklab([lightness, a, b]: Oklab): readonly [number, number, number] {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ]
}

/** @param color light of each primary, 0 to 1 */
export function oklabOfLinear([red, green, blue]: readonly [number, number, number]): Oklab {
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const middle = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return [
    0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
  ]
}

/** sRGB 0 to 255 as light of a primary. */
export function linearOfByte(part: number): number {
  const share = part / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

function byteOf(light: number): number {
  const share = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055
  return Math.round(255 * Math.max(0, Math.min(1, share)))
}
