import { crc32 } from 'node:zlib';

/**
 * The content of a bundle's file: `[u8 form][u32 crc32][bytes]`, little-endian. The checksum is over the version, too: a
 * file under the name of another one does not count.
 */
const FORM = 1;
const HEADER_BYTES = 5;

export function bundleFile(version: string, bytes: Uint8Array): Uint8Array {
  const file = Buffer.allocUnsafe(HEADER_BYTES + bytes.length);
  file.writeUInt8(FORM, 0);
  file.writeUInt32LE(crc32(bytes, crc32(version)), 1);
  file.set(bytes, HEADER_BYTES);
  return file;
}

/** `null`: it is not the whole of that bundle. Shares the memory of what was read. */
export function bundleInFile(version: string, file: Uint8Array): Uint8Array | null {
  if (file.length < HEADER_BYTES || file[0] !== FORM) return null;
  const bytes = file.subarray(HEADER_BYTES);
  const kept = new DataView(file.buffer, file.byteOffset).getUint32(1, true);
  return crc32(bytes, crc32(version)) === kept ? bytes : null;
}
