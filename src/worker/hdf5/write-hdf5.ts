// Writes HDF5 with h5wasm, in memory, the same bytes for the same content.
import { File, ready, type Group } from 'h5wasm'
import type { Hdf5Group } from './tree'

const place = '/unroll-written.h5'

/** The bytes of a file whose root is `root`. Throws when the library cannot write it, as when memory runs out. */
export async function writeHdf5(root: Hdf5Group): Promise<Uint8Array> {
  const { FS } = await ready
  // The library writes the time into each dataset's header, and has a clock that asks this one.
  const { now } = Date
  Date.now = () => 0
  try {
    const file = new File(place, 'w')
    try {
      writeGroup(file, root)
    } finally {
      file.close()
    }
    return FS.readFile(place)
  } finally {
    Date.now = now
    if (FS.analyzePath(place, false).exists) FS.unlink(place)
  }
}

function writeGroup(group: Group, { attributes, groups, arrays }: Hdf5Group): void {
  for (const [name, value] of Object.entries(attributes ?? {}))
    group.create_attribute(
      name,
      typeof value === 'string' ? value : [...value],
      typeof value === 'string' ? [] : [value.length],
      'S',
    )
  for (const [name, child] of Object.entries(groups ?? {}))
    writeGroup(group.create_group(name), child)
  for (const [name, { shape, values }] of Object.entries(arrays ?? {}))
    group.create_dataset({ name, data: values, shape: [...shape], dtype: '<f' })
}
