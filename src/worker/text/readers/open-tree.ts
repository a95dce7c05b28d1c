// Opens what lies at a path as a tree of files: a folder, an archive, or a single file as a tree of one.
import { success, type Result } from '#shared/protocol/result'
import type { FoundPath } from './data-file'
import { DiskTree } from './disk-tree'
import { TarTree } from './tar-tree'
import type { FileTree } from './tree'
import { ZipTree } from './zip-tree'

type Place = Pick<FoundPath, 'path' | 'name' | 'container' | 'compressed' | 'bytes'>

/** Fails as the readers of archives do. */
export async function openTree({
  path,
  name,
  container,
  compressed,
  bytes,
}: Place): Promise<Result<FileTree>> {
  switch (container) {
    case 'zip':
      return ZipTree.open(path, name, bytes ?? 0)
    case 'tar':
      return TarTree.open({ path, name, compressed, bytes: bytes ?? 0 })
    case 'folder':
      return success(new DiskTree(path, name, true))
    case 'file':
      return success(new DiskTree(path.slice(0, path.length - name.length) || '.', name, false))
  }
}
