import { StaleOwner, StoreUnavailable } from '../../ports/state-store.ts';
import { isTlsRefusal } from '../tls-options.ts';

/**
 * SQLSTATEs of a server that cannot do it now: connection (08), rolled back by a conflict (40), out of something (53: disk,
 * memory, connections), shut down or cancelled (57), the system's own I/O (58); a lock that is not to be had (55P03), a
 * transaction that was given up as idle (25P03), a server that only reads since it became a standby (25006).
 */
const NOT_NOW = /^(?:08|40|53|57|58)|^(?:55P03|25P03|25006)$/;
/** Signing in, and what the user may not do. */
const NOT_ALLOWED = /^(?:28|42501$)/;

/**
 * What an error of the driver means to whoever called the store. The error itself is not passed on: its details may show
 * rows, and its place in a stack the connection's settings.
 */
export function postgresProblem(about: string, error: unknown): Error {
  if (error instanceof StaleOwner || error instanceof StoreUnavailable) return error;
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(first instanceof Error)) return new Error(`${about}: ${String(first)}`);
  const code = 'code' in first ? String(first.code) : '';
  const message = first.message === '' ? code : first.message;
  if (/^[0-9A-Z]{5}$/.test(code) && 'severity' in first) {
    const text = `${about}: ${message} (SQLSTATE ${code})`;
    if (NOT_NOW.test(code)) return new StoreUnavailable(text);
    return new Error(
      NOT_ALLOWED.test(code) ? `${text}; check the user, the password and what the user may do` : text,
    );
  }
  if (isTlsRefusal(code)) return new Error(`${about}: TLS failed: ${message}; check \`tls\``);
  if (message.includes('does not support SSL')) return new Error(`${about}: the server does not speak TLS`);
  if (message.includes('password must be a')) return new Error(`${about}: the server asks for a password`);
  // An error of ours is none of the connection's.
  if (!isOfConnection(code, message)) return first;
  return new StoreUnavailable(`${about}: ${plain(message)}`);
}

/** The driver's own errors have no code. */
function isOfConnection(code: string, message: string): boolean {
  return (
    /^E[A-Z]+$|^EAI_/.test(code) ||
    /^Connection |^timeout |^Query read timeout|not queryable|^Client |after calling end on the pool|^The socket /.test(
      message,
    )
  );
}

function plain(message: string): string {
  if (message.startsWith('Query read timeout')) return 'no answer in time';
  if (message.startsWith('timeout exceeded') || message.includes('connection timeout'))
    return 'cannot connect in time';
  if (message.startsWith('Connection terminated') || message.includes('not queryable'))
    return 'the connection was lost';
  return message;
}
