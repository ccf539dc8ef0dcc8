/** W3C Trace Context: what goes on from a record to the messages that it causes. */
const CARRIED = ['traceparent', 'tracestate'] as const;

const NONE: readonly (readonly [string, string])[] = [];

export function traceHeaders(
  headers: ReadonlyMap<string, string> | null,
): readonly (readonly [name: string, value: string])[] {
  if (headers === null || headers.size === 0) return NONE;
  return CARRIED.flatMap((name) => {
    const value = headers.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
}
