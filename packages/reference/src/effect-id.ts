import { createHash } from 'node:crypto';

/** The first 32 hex digits of SHA-256 over the parts joined by U+001F, which no part holds. */
export function effectId(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\u001f'), 'utf8').digest('hex').slice(0, 32);
}
