import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketOf, sha256Hex, sha256Hex32 } from './hashes.ts';

const text = fc.string({ unit: 'binary' });
const hex = (algorithm: string, s: string): string => createHash(algorithm).update(s, 'utf8').digest('hex');

it('Output: an id is the first 32 hex digits of SHA-256 over the parts joined by U+001F', () => {
  // Python: hashlib.sha256('\x1f'.join(parts).encode()).hexdigest()[:32]
  const parts = ['nudge', 'default', 'änn 😀', 'shop.cart.CartRescue', 'e:1772445600000:e-1'];
  expect(sha256Hex32(parts)).toBe('8f707c793aae563393254215a553c855');
  fc.assert(
    fc.property(fc.array(text), (list) => {
      expect(sha256Hex32(list)).toBe(hex('sha256', list.join('\u001f')).slice(0, 32));
    }),
  );
});

it('a host may bring its own SHA-256', () => {
  const asked: string[] = [];
  const id = sha256Hex32(['a', 'b'], (s) => {
    asked.push(s);
    return 'f'.repeat(64);
  });
  expect([id, asked]).toEqual(['f'.repeat(32), ['a\u001fb']]);
  expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

it('rule 22: a bucket is the first 8 hex digits of md5(salt ":" tenant ":" user) mod 10 000', () => {
  // Python: int(hashlib.md5('pilot-1:default:ann'.encode()).hexdigest()[:8], 16) % 10000
  expect(bucketOf('pilot-1', 'default', 'ann')).toBe(7769);
  expect(bucketOf('pilot-1', 'acme', 'änn 😀')).toBe(9784);
  expect(bucketOf('', '', '')).toBe(2737);
  fc.assert(
    fc.property(text, text, text, (salt, tenant, user) => {
      const digits = hex('md5', `${salt}:${tenant}:${user}`).slice(0, 8);
      expect(bucketOf(salt, tenant, user)).toBe(Number(BigInt(`0x${digits}`) % 10_000n));
    }),
  );
});
