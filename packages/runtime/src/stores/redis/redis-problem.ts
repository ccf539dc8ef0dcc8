import { StaleOwner, StoreUnavailable } from '../../ports/state-store.ts';
import { isTlsRefusal } from '../tls-options.ts';

/** Redis's own words for "not now". Redis 6 puts them into the middle of a script's error. */
const NOT_NOW =
  /(?:^|[\s-])(LOADING|READONLY|OOM|MISCONF|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|NOREPLICAS|MOVED|ASK|UNKILLABLE)\s|max number of clients/;
const NOT_ALLOWED = /(?:^|[\s-])(NOAUTH|WRONGPASS|NOPERM)\s|invalid password|user executing the script can't/;

/**
 * What an error of the client means to whoever called the store. The error itself is not passed on: it carries the
 * command with all its arguments, so users' states and, where signing in failed, the password.
 */
export function redisProblem(about: string, error: unknown): Error {
  if (error instanceof StaleOwner || error instanceof StoreUnavailable) return error;
  if (!(error instanceof Error)) return new Error(`${about}: ${String(error)}`);
  // Clients of a cluster say no more than that all nodes failed, and keep what the last one said.
  const last = 'lastNodeError' in error && error.lastNodeError instanceof Error ? error.lastNodeError : error;
  const { message } = last;
  const code = 'code' in last ? String(last.code) : '';
  if (NOT_ALLOWED.test(message)) {
    return new Error(`${about}: refused: ${message}; check the user, the password and what the user may do`);
  }
  if (isTlsRefusal(code)) return new Error(`${about}: TLS failed: ${message}; check \`tls\``);
  if (last.name === 'ReplyError' && !NOT_NOW.test(message)) return new Error(`${about}: ${message}`);
  return new StoreUnavailable(`${about}: ${code !== '' && message === '' ? code : plain(message)}`);
}

/** The client's own sentences, in words of ours. */
function plain(message: string): string {
  if (message.startsWith("Stream isn't writeable")) return 'not connected';
  if (message.startsWith('Connection is closed') || message.startsWith('Reached the max retries'))
    return 'the connection was lost';
  if (message.startsWith('Command timed out') || message.startsWith('Socket timeout'))
    return 'no answer in time';
  return message;
}
