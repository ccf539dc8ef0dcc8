import { DIGEST_BYTES, KEY_BYTES } from '../snapshot/bytes.ts';
import { type CostBasis, rateOfAll, TENANT_BYTES } from './assumptions.ts';
import type { PartCost } from './part-cost.ts';
import { INSTANT_BYTES, textBytes, valueBytes } from './value-bytes.ts';
import { evenVarintBytes, varintBytes } from './varint-bytes.ts';

/** Magic and version, and the key of the segments. */
const HEAD = 3 + KEY_BYTES;

/** Lists that everybody has: ids, logs, profile, consents, segments, nudges made, nudges waiting. */
const LISTS = 7;

/** What is there for every user: names, instants, the lengths of the lists. `longest`: how many logs, segments, nudges. */
export function userCost({ assumptions }: CostBasis, lengths: readonly number[]): PartCost {
  const fixedBytes =
    HEAD +
    textBytes(TENANT_BYTES) +
    textBytes(assumptions.userIdBytes) +
    INSTANT_BYTES +
    1 +
    varintBytes(assumptions.ageMs) +
    LISTS;
  const longer = lengths.reduce((sum, length) => sum + varintBytes(Math.round(length)) - 1, 0);
  return { fixedBytes, bytesPerEvent: 0, expectedBytes: fixedBytes + longer };
}

/** The profile and the consents of a user who has them all. */
export function profileCost(basis: CostBasis): PartCost {
  const { manifest, assumptions, rates } = basis;
  const { lateMs } = manifest.settings;
  const written = (value: number): number =>
    evenVarintBytes(lateMs) + textBytes(assumptions.eventIdBytes) + value;
  const fields = manifest.user.map(({ type }) => valueBytes(type, assumptions));
  const consents = manifest.purposes.length;
  const base = fields.reduce((sum, value) => sum + KEY_BYTES + value + 1, consents * (KEY_BYTES + 2));
  const profile = fields.reduce((sum, value) => sum + written(value), 0);
  return {
    fixedBytes: base,
    bytesPerEvent: Math.max(profile, consents > 0 ? written(1) : 0),
    expectedBytes: base + rates.profile * lateMs * profile + rates.consent * lateMs * written(1),
  };
}

/** The digests of ids by which duplicates are told. */
export function seenCost({ manifest, rates }: CostBasis): PartCost {
  const { lateMs } = manifest.settings;
  const digest = 2 * DIGEST_BYTES;
  const all = rateOfAll(rates);
  return {
    fixedBytes: 0,
    bytesPerEvent: digest + varintBytes(lateMs),
    // The last event is always there, and stands no distance away.
    expectedBytes: all === 0 ? 0 : digest + 1 + all * lateMs * (digest + evenVarintBytes(lateMs)),
  };
}
