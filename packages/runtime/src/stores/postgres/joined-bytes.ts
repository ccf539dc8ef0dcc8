/** Many values in one, and where to cut it (from 1, as SQL counts). */
export interface JoinedBytes {
  readonly bytes: Buffer;
  readonly firsts: readonly number[];
  readonly sizes: readonly number[];
}

export function joinedBytes(values: readonly Uint8Array[]): JoinedBytes {
  const firsts: number[] = [];
  const sizes: number[] = [];
  let end = 0;
  for (const { length } of values) {
    firsts.push(end + 1);
    sizes.push(length);
    end += length;
  }
  return { bytes: Buffer.concat(values, end), firsts, sizes };
}
