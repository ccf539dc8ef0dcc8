/** The lengths of whole numbers in the binary form of state: see `ByteWriter.varint`. */

/** From here on a number needs one byte more. */
export const STEPS: readonly number[] = [1, 2, 3, 4, 5, 6, 7].map((k) => 128 ** k);

export function varintBytes(n: number): number {
  let bytes = 1;
  for (const step of STEPS) if (n >= step) bytes++;
  return bytes;
}

/** Expected, of numbers that lie evenly between 0 and `max`. */
export function evenVarintBytes(max: number): number {
  return STEPS.reduce((bytes, step) => bytes + (max > step ? (max - step) / max : 0), 1);
}
