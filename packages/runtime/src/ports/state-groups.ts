import type { StatesPosition } from './state-store.ts';

/**
 * The users of a partition are stored group by group, so that no commit has to hold all who changed. The number and the
 * function are part of what is stored: with others, nobody knows any more up to where whose state is.
 */
export const STATE_GROUPS = 16;

/** The group of a user, by their key. FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) over the UTF-16 units. */
export function groupOf(key: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x0100_0193);
  return (hash ^ (hash >>> 16)) & (STATE_GROUPS - 1);
}

/** All groups at one place. */
export function allAt({ nextOffset, watermarkMs }: StatesPosition): readonly StatesPosition[] {
  return new Array<StatesPosition>(STATE_GROUPS).fill({ nextOffset, watermarkMs });
}

/** The place of the group that is furthest behind. */
export function earliest(groups: readonly StatesPosition[]): StatesPosition {
  return groups.reduce((first, group) => (group.nextOffset < first.nextOffset ? group : first));
}
