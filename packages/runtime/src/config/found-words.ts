import { closest } from './closest.ts';

const SHOWN_LENGTH_MAX = 60;

/** A value as it was found, short and on one line. Never of what may hold a secret. */
export function display(found: unknown): string {
  if (found instanceof Map || Array.isArray(found)) return kindOf(found);
  const text = typeof found === 'string' ? JSON.stringify(found) : String(found);
  return `\`${text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text}\``;
}

/** What it is, without what it says. */
export function kindOf(found: unknown): string {
  if (found instanceof Map) return 'a mapping';
  if (Array.isArray(found)) return 'a list';
  return typeof found === 'string' ? `a text of ${found.length} characters` : `a ${typeof found}`;
}

export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = closest(word, candidates);
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}
