import { hash } from 'node:crypto';

/** Node's own; the engine's is for hosts that have none. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
