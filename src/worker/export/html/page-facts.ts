// What a page tells of the run that its model is from.
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { formatScore, plural } from '#shared/domain/format'
import { betterOf, headlineSchema, headlineWords, type Headline } from '#shared/domain/headline'
import type { LoadedRun } from '../../inference/load-run'
import { generatedName } from '../../tasks/seq2seq/generators/generate'

export type Fact = readonly [title: string, value: string]

/** In the order in which they are told. The place of the data is left out, but for the file's name. */
export async function factsOf({ experiment, vocabulary, folder }: LoadedRun): Promise<Fact[]> {
  const { data, text, task } = experiment
  const kind = { word: 'word', character: 'character', bpe: 'byte pair' }[text.level]
  const source = data.generator ? generatedName(data.generator) : basename(data.path)
  const known = plural(vocabulary.tokens.length - vocabulary.reserved, kind)
  const limit = text.sequenceLength
  const isCut = limit !== null && task !== 'language-model'
  return [
    ...(source === '' ? [] : [['Trained on', source] as const]),
    ['Vocabulary', known],
    ...(isCut ? [['Reads', `up to ${plural(limit, kind)}`] as const] : []),
    ...(await measured(folder)),
  ]
}

// Both files are the engine's; a folder without them has a model all the same.
const recordSchema = z.object({
  headline: headlineSchema.nullable(),
  kept: z.object({ epoch: z.int() }).nullable(),
})
const number = z.number().nullable()
const reportSchema = z.object({
  baselines: z.array(
    z.object({
      title: z.string(),
      accuracy: number,
      extras: z.record(z.string(), number).optional(),
    }),
  ),
})

/** The number that the run is judged by, and beside it the best that needs no network. */
async function measured(folder: string): Promise<Fact[]> {
  const { headline, kept } = (await readAs(join(folder, 'run.json'), recordSchema)) ?? {}
  if (!headline || headline.best === null) return []
  const value = formatScore(headline.best)
  const { title } = headlineWords(headline.name)
  return [
    [title, kept ? `${value}, epoch ${kept.epoch}` : value],
    ...(await bestBaseline(folder, headline.name)),
  ]
}

async function bestBaseline(folder: string, name: Headline['name']): Promise<Fact[]> {
  const report = await readAs(join(folder, 'report.json'), reportSchema)
  let best: { readonly title: string; readonly value: number } | null = null
  for (const { title, accuracy, extras } of report?.baselines ?? []) {
    const value = (name === 'valAccuracy' ? accuracy : extras?.[name]) ?? null
    if (value === null || (best && betterOf(name, best.value, value) === best.value)) continue
    best = { title, value }
  }
  if (!best) return []
  // The title's first words: the rest is on how it is made.
  const [words] = best.title.split(',')
  return [['Best baseline', `${formatScore(best.value)}, ${lowerFirst(words)}`]]
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}

async function readAs<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data
  } catch {
    return undefined
  }
}
