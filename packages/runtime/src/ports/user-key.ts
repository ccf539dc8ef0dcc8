/** Ids hold no control characters (semantics, rule 5), so the separator cannot be part of one. */
const SEPARATOR = '\u001f';

/** Under which a user's state is kept. */
export function userKey(tenant: string, user: string): string {
  return `${tenant}${SEPARATOR}${user}`;
}

/** Whose key it is. */
export function namesOf(key: string): [tenant: string, user: string] {
  const at = key.indexOf(SEPARATOR);
  return [key.slice(0, at), key.slice(at + 1)];
}

/** What messages about a user are partitioned by: readable, for people who look at a topic. */
export function messageKey(tenant: string, user: string): string {
  return `${tenant}:${user}`;
}
