// What is done to a file by what it is: half of the time what its format is afraid of, else what any file is.
import { join } from 'node:path'
import type { Dice } from './dice'
import { mutateBytes, type Mutate } from './mutate-bytes'
import { mutateHdf5 } from './mutate-hdf5'
import { mutateJson } from './mutate-json'
import { mutateProtobuf } from './mutate-protobuf'
import { mutateSafetensors } from './mutate-safetensors'
import { zipMutations } from './mutate-zip'

/** @param sandbox a folder in which nothing may come to be */
export function mutateFile(name: string, sandbox: string): Mutate {
  const own = mutationOf(name, sandbox)
  return (bytes, dice) => {
    if (bytes.length === 0) return Uint8Array.of(dice.below(256))
    if (own === mutateBytes || !dice.chance(0.75)) return mutateBytes(bytes, dice)
    try {
      return own(bytes, dice)
    } catch {
      return mutateBytes(bytes, dice) // it is no longer of its format
    }
  }
}

function mutationOf(name: string, sandbox: string): Mutate {
  switch (name.slice(name.lastIndexOf('.'))) {
    case '.json':
      return mutateJson
    case '.onnx':
      return mutateProtobuf
    case '.h5':
      return mutateHdf5
    case '.safetensors':
      return mutateSafetensors
    case '.keras':
    case '.zip':
      return zipMutations(join(sandbox, 'escaped.txt'), (inner) => mutateFile(inner, sandbox))
    default:
      return mutateBytes
  }
}

/** The files of a folder with one or two of them changed, away or another's. */
export function mutateFiles(
  files: ReadonlyMap<string, Uint8Array>,
  main: readonly string[],
  sandbox: string,
  dice: Dice,
): { readonly files: ReadonlyMap<string, Uint8Array>; readonly what: string } {
  const mutated = new Map(files)
  const names = [...files.keys()].toSorted()
  const done: string[] = []
  for (let count = dice.chance(0.8) ? 1 : 2; count > 0; count--) {
    const name = dice.chance(0.65) ? dice.pick(main) : dice.pick(names)
    const content = mutated.get(name) ?? new Uint8Array()
    done.push(name)
    const throwOf = dice.below(25)
    if (throwOf === 0) mutated.delete(name)
    else if (throwOf === 1) mutated.set(name, files.get(dice.pick(names)) ?? content)
    else mutated.set(name, mutateFile(name, sandbox)(content, dice))
  }
  return { files: mutated, what: done.join(' and ') }
}
