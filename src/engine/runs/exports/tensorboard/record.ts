// The TFRecord frame: https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
import { maskedCrc32c } from './crc32c'

const headerBytes = 12
const footerBytes = 4

/** One record: the length as 64 bits, its checksum, the data, their checksum; all little endian. */
export function frameRecord(data: Uint8Array): Buffer {
  const record = Buffer.alloc(headerBytes + data.length + footerBytes)
  record.writeBigUInt64LE(BigInt(data.length), 0)
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8)
  record.set(data, headerBytes)
  record.writeUInt32LE(maskedCrc32c(data), headerBytes + data.length)
  return record
}
