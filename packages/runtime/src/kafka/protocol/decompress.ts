import { compressionsAlgorithmsByBitmask } from '@platformatic/kafka';

const NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** Of whatever client fetched the bytes: kafkajs itself knows only gzip. */
export function decompress(codec: number, bytes: Buffer): Buffer {
  const algorithm = compressionsAlgorithmsByBitmask[codec];
  if (algorithm === undefined) throw new Error(`records are compressed with an unknown codec (${codec})`);
  try {
    return algorithm.decompressSync(bytes);
  } catch (error) {
    throw new Error(`records compressed with ${NAMES[codec]} cannot be read: ${(error as Error).message}`);
  }
}
