// Reads an HDF5 file from elsewhere, in a thread of its own that is ended when this takes too long or goes wrong. It runs as a data: URL, so
// it imports nothing of the project; `workerData` names the library's file.
import { parentPort, workerData } from 'node:worker_threads'

const { library, bytes, limits } = workerData
const [stringClass, floatClass] = [3, 1]
const [gzip, shuffle, checksum] = [1, 2, 3]
const place = '/read.h5'

/** An objection to the file, in words that go on from "it". */
class Objection extends Error {}

const grow = WebAssembly.Memory.prototype.grow
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * 65_536 > limits.memory) throw new RangeError('too much')
  return grow.call(this, pages)
}

const { ready } = await import(library)
const hdf5 = await ready

const attributes = []
const arrays = []
let [objects, room] = [0, limits.bytes]

try {
  hdf5.FS.writeFile(place, bytes)
  hdf5.activate_throwing_error_handler()
  const file = hdf5.open(place, hdf5.H5F_ACC_RDONLY, false, -1, -1)
  if (file <= 0n) throw new Objection('is no HDF5 file')
  readGroup(file, '/', 0)
  parentPort.postMessage(
    { attributes, arrays },
    arrays.map(({ values }) => values.buffer),
  )
} catch (error) {
  const objection = error instanceof Objection ? error.message : 'is damaged'
  parentPort.postMessage({ objection })
}

function readGroup(file, path, depth) {
  if (depth > limits.depth) throw new Objection('has groups within groups without an end')
  readAttributes(file, path)
  for (const name of hdf5.get_names(file, path, false)) {
    if (++objects > limits.objects) throw new Objection('has too many parts')
    if (name.length > limits.name) throw new Objection('has a part with an endless name')
    const child = path === '/' ? `/${name}` : `${path}/${name}`
    if (depth === 0 && limits.left.includes(name)) continue
    if (isLink(file, child)) throw new Objection('holds links')
    const type = hdf5.get_type(file, child)
    if (type === hdf5.H5G_GROUP) readGroup(file, child, depth + 1)
    else if (type === hdf5.H5G_DATASET) readArray(file, child)
    else throw new Objection('holds links or types')
  }
}

/** Whether it is a link to a name, in this file or another. */
function isLink(file, path) {
  return (
    hdf5.get_symbolic_link(file, path) !== null ||
    hdf5.get_external_link(file, path).filename !== undefined
  )
}

function readAttributes(file, path) {
  const names = hdf5.get_attribute_names(file, path)
  if (names.length > limits.objects) throw new Objection('has too many attributes')
  for (const name of names) {
    if (name.length > limits.name) throw new Objection('has an attribute with an endless name')
    const kind = hdf5.get_attribute_metadata(file, path, name)
    if (kind.type !== stringClass || kind.shape === null) continue
    if (++objects > limits.objects) throw new Objection('has too many parts')
    const texts = readTexts(file, path, name, kind)
    attributes.push([path, name, kind.shape.length === 0 ? texts[0] : texts])
  }
}

function readTexts(file, path, name, { size, total_size: count, vlen }) {
  const length = size * count
  if (!(count <= limits.objects && length <= bytes.length + 64))
    throw new Objection('has an attribute that is larger than the file')
  const pointer = hdf5._malloc(length + 1)
  if (pointer === 0) throw new Objection('needs too much memory')
  hdf5.get_attribute_data(file, path, name, BigInt(pointer))
  // The memory goes with the thread.
  const data = hdf5.HEAPU8.slice(pointer, pointer + length)
  const texts = vlen
    ? Array.from(new Uint32Array(data.buffer), (at) => (at === 0 ? '' : hdf5.UTF8ToString(at)))
    : Array.from({ length: count }, (_, index) =>
        fixedText(data.subarray(index * size, (index + 1) * size)),
      )
  const letters = texts.reduce((sum, text) => sum + text.length, 0)
  room -= letters * 2
  if (letters > limits.text || room < 0) throw new Objection('has endless attributes')
  return texts
}

function fixedText(data) {
  const end = data.indexOf(0)
  return new TextDecoder().decode(end < 0 ? data : data.subarray(0, end))
}

function readArray(file, path) {
  const kind = hdf5.get_dataset_metadata(file, path)
  if (kind.virtual_sources) throw new Objection('takes numbers from other files')
  if (kind.type !== floatClass || kind.size !== 4 || kind.shape === null) {
    return // counters and the like: nobody's weights
  }
  const filters = hdf5.get_dataset_filters(file, path).map(({ id }) => id)
  if (filters.some((id) => ![gzip, shuffle, checksum].includes(id)))
    throw new Objection('is compressed in a way that the lab does not read')
  const count = kind.shape.reduce((product, side) => product * side, 1)
  const length = count * 4
  const most = filters.includes(gzip) ? bytes.length * limits.ratio : bytes.length
  const chunk = (kind.chunks ?? []).reduce((product, side) => product * side, 4)
  if (!(kind.shape.length <= limits.rank && count === kind.total_size && length <= most))
    throw new Objection(`says that ${JSON.stringify(path)} is larger than the file`)
  room -= length
  if (room < 0 || !(chunk <= limits.bytes)) throw new Objection('unpacks to too much')
  const pointer = hdf5._malloc(length + 1)
  if (pointer === 0) throw new Objection('needs too much memory')
  const status = hdf5.get_dataset_data(file, path, null, null, null, BigInt(pointer))
  if (status < 0) throw new Objection('is damaged')
  const values = new Float32Array(hdf5.HEAPU8.slice(pointer, pointer + length).buffer)
  hdf5._free(pointer)
  arrays.push({ path, shape: kind.shape, values })
}
