// Saves a chart as a table or a picture through the desktop's dialog, and tells how it went.
import { chartCsv } from '../../charts/chart-csv'
import { chartPicture, type PictureOptions } from '../../charts/chart-picture'
import { runTitles } from '../../charts/run-titles'
import { SeriesBuilder } from '../../charts/series'
import { fileNameOf, savePicture, type PicturePlaces } from '../../ui/picture-file'

/** Saves every value of the lines that show in the range that shows, smoothed and not. */
export async function exportValues(places: PicturePlaces, options: PictureOptions): Promise<void> {
  const titles = runTitles(options.runs, new Date())
  const text = chartCsv(options, titles, new SeriesBuilder())
  await save(places, `${fileTitle(options)}.csv`, text)
}

/** Saves the chart as it shows. */
export async function exportPicture(
  places: PicturePlaces,
  options: PictureOptions,
  host: HTMLElement,
): Promise<void> {
  const titles = runTitles(options.runs, new Date())
  await save(places, `${fileTitle(options)}.png`, await chartPicture(options, titles, host))
}

async function save(
  places: PicturePlaces,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  await savePicture(places, name, content, 'Zoom in, or hide some runs, and export again.')
}

/** `Loss of LSTM`, or `Loss of 3 runs`, without what no file name may hold. */
export function fileTitle({ metric, runs }: Pick<PictureOptions, 'metric' | 'runs'>): string {
  const of = runs.length === 1 ? runs[0].record.name : `${runs.length} runs`
  return fileNameOf(`${metric.title} of ${of}`)
}
