// Saves a chart as a table or a picture through the desktop's dialog, and tells how it went.
import { largestFile, type DesktopApi } from '#shared/protocol/desktop-api'
import { chartCsv } from '../../charts/chart-csv'
import { chartPicture, type PictureOptions } from '../../charts/chart-picture'
import { runTitles } from '../../charts/run-titles'
import { SeriesBuilder } from '../../charts/series'
import type { Notices } from '../../state/notices.svelte'

/** The page's way to disk and to a person's eye. */
export interface ExportPlaces {
  readonly desktop: Pick<DesktopApi, 'saveFile'>
  readonly notices: Pick<Notices, 'add' | 'clear'>
}

/** Saves every value of the lines that show in the range that shows, smoothed and not. */
export async function exportValues(places: ExportPlaces, options: PictureOptions): Promise<void> {
  const titles = runTitles(options.runs, new Date())
  const text = chartCsv(options, titles, new SeriesBuilder())
  await save(places, `${fileTitle(options)}.csv`, text)
}

/** Saves the chart as it shows. */
export async function exportPicture(
  places: ExportPlaces,
  options: PictureOptions,
  host: HTMLElement,
): Promise<void> {
  const titles = runTitles(options.runs, new Date())
  await save(places, `${fileTitle(options)}.png`, await chartPicture(options, titles, host))
}

async function save(
  { desktop, notices }: ExportPlaces,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  notices.clear('chart')
  if (sizeOf(content) > largestFile) {
    const tooLarge = `${name} would be larger than 64 MB. Zoom in, or hide some runs, and export again.`
    notices.add('error', tooLarge, { key: 'chart' })
    return
  }
  const saved = await desktop.saveFile(name, content)
  if (saved) notices.add('success', `Saved as ${saved.path}.`, { key: 'chart' })
}

function sizeOf(content: string | Uint8Array): number {
  return typeof content === 'string' ? new Blob([content]).size : content.byteLength
}

/** `Loss of LSTM`, or `Loss of 3 runs`, without what no file name may hold. */
export function fileTitle({ metric, runs }: Pick<PictureOptions, 'metric' | 'runs'>): string {
  const of = runs.length === 1 ? runs[0].record.name : `${runs.length} runs`
  const plain = `${metric.title} of ${of}`.replace(/[\s\p{Cc}/\\:*?"<>|]+/gu, ' ')
  return plain.replace(/[\s.]+$/, '').slice(0, 100)
}
