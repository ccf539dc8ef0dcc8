import type { FieldType, Manifest } from '../contract/manifest.ts';
import { mix32 } from '../values/mix32.ts';

/** What parts of state are stored under, by id, and back. */
export interface KeyList {
  readonly keys: readonly number[];
  /** Ids by key; several where several parts mean the same and so have one state. */
  readonly ids: ReadonlyMap<number, readonly number[]>;
}

/**
 * Parts of state are stored under 48 bits of a hash of what they are, not under ids, so that they can be read under
 * another version of the rules: what that version does not know is left out, what it adds begins empty.
 */
export interface StateKeys {
  readonly logs: KeyList;
  readonly segments: KeyList;
  /** By segment: the first that means the same. */
  readonly firstOfMeaning: readonly number[];
  readonly nudges: KeyList;
  readonly events: KeyList;
  readonly profile: KeyList;
  readonly purposes: KeyList;
  /** Of the set of segments: equal ones need not be judged after reading. */
  readonly segmentSet: number;
}

export function createStateKeys(manifest: Manifest): StateKeys {
  const segments = keyList(
    manifest.segments.map(({ key }) => key),
    true,
  );
  return {
    logs: keyList(manifest.logs.map(({ key }) => key)),
    segments,
    firstOfMeaning: segments.keys.map((key) => segments.ids.get(key)?.[0] as number),
    nudges: keyList(manifest.nudges.map(({ name }) => name)),
    events: keyList(manifest.events.map(({ name }) => name)),
    // What was stored as a decimal must not be read as an int.
    profile: keyList(manifest.user.map(({ name, type }) => `${name}: ${formOf(type)}`)),
    purposes: keyList(manifest.purposes),
    segmentSet: hash48([...new Set(segments.keys)].sort((a, b) => a - b).join(' ')),
  };
}

/** The form of a type's values; enums may change their members and keep what is stored. */
function formOf(type: FieldType): string {
  switch (type.kind) {
    case 'enum':
    case 'timezone':
      return 'string';
    case 'list':
      return `list of ${formOf(type.of)}`;
    default:
      return type.kind;
  }
}

function keyList(texts: readonly string[], mayRepeat = false): KeyList {
  const keys = texts.map(hash48);
  const ids = new Map<number, number[]>();
  const textOf = new Map<number, string>();
  keys.forEach((key, id) => {
    const text = texts[id] as string;
    const same = ids.get(key);
    if (same === undefined) {
      ids.set(key, [id]);
      textOf.set(key, text);
      return;
    }
    // One pair in 2⁴⁸: to mix up their states would be worse than to refuse the rules.
    if (textOf.get(key) !== text || !mayRepeat) {
      throw new Error(
        `\`${textOf.get(key)}\` and \`${text}\` would be stored under one key: rename one of them`,
      );
    }
    same.push(id);
  });
  return { keys, ids };
}

/** 48 bits of a text: two 32-bit multiplicative hashes over its UTF-16 units (the mixing is MurmurHash3's finaliser). */
function hash48(text: string): number {
  let a = 0x811c_9dc5;
  let b = 0x9747_b28c;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x0100_0193);
    b = Math.imul(b ^ c, 0x85eb_ca6b);
    b ^= b >>> 13;
  }
  return (mix32(a) >>> 0) * 0x1_0000 + (mix32(b ^ text.length) & 0xffff);
}
