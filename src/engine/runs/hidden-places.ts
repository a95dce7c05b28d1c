// Takes the places of this computer out of a run's texts, for copies that go elsewhere.
import { namedPathsOf } from '#shared/experiment/data-paths'
import type { Experiment } from '#shared/experiment/schema'
import { nameOf } from '#shared/experiment/without-places'

/**
 * A function that puts names in place of the paths that a run knows: of its data, of the run that it starts from and of its own folder.
 * For text and for JSON, where backslashes are doubled.
 */
export function hidingPlaces(folder: string, experiment: Experiment): (text: string) => string {
  const { startFrom } = experiment.training
  const paths = [
    ...namedPathsOf(experiment.data).map(({ path }) => path),
    ...(startFrom === null ? [] : [startFrom]),
    folder,
  ]
  const places = [...new Set(paths)]
    .flatMap((path) => [
      [path, nameOf(path)] as const,
      [inJson(path), inJson(nameOf(path))] as const,
    ])
    .filter(([path, name]) => path !== name)
    // The longest first: a folder's path begins those of its files.
    .sort(([one], [other]) => other.length - one.length)
    .map(([path, name]) => [whole(path), name] as const)
  return (text) => places.reduce((rest, [path, name]) => rest.replaceAll(path, () => name), text)
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** Matches a path where it stands as one, and not as a part of other words. */
function whole(path: string): RegExp {
  const literal = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\w/\\\\.-])${literal}(?![\\w-])`, 'g')
}
