import { createHash } from 'node:crypto';

/**
 * The `id` of a line as semantics.md defines it under Output, apart from the engine: the first 32 hex digits of
 * SHA-256 over the parts joined by U+001F, milliseconds as decimal text.
 */
export function effectId(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('\u001f'), 'utf8').digest('hex').slice(0, 32);
}
