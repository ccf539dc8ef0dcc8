import { sha256Hex32 } from '@nudge/engine';
import type { Work } from '../windows.ts';

const SIZE = 1000;

/** What the id of a nudge is made of. */
const PARTS: readonly (readonly string[])[] = Array.from({ length: SIZE }, (_, i) => [
  'nudge',
  'default',
  `user-${i % 100}`,
  `Rule${i}`,
  `e:${1_772_445_600_000 + i * 1000}:e-${String(i).padStart(8, '0')}`,
]);

export function plainHashWork(sha256: (text: string) => string): Work {
  const texts = PARTS.map((parts) => parts.join('\u001f'));
  return {
    size: SIZE,
    run: (count) => {
      let length = 0;
      for (let i = 0; i < count; i++) length += sha256(texts[i] as string).length;
      return length;
    },
  };
}

export function idWork(sha256: (text: string) => string): Work {
  return {
    size: SIZE,
    run: (count) => {
      let length = 0;
      for (let i = 0; i < count; i++) length += sha256Hex32(PARTS[i] as readonly string[], sha256).length;
      return length;
    },
  };
}
