const NONE: readonly (readonly [string, string])[] = [];

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** What W3C Trace Context asks everybody to pass on at least. */
const TRACESTATE_MAX = 512;

/** W3C Trace Context: what goes on from a record to the messages that it causes, if it is well-formed. */
export function traceHeaders(
  headers: ReadonlyMap<string, string> | null,
): readonly (readonly [name: string, value: string])[] {
  if (headers === null || headers.size === 0) return NONE;
  const parent = headers.get('traceparent');
  if (parent === undefined || !TRACEPARENT.test(parent)) return NONE;
  const state = headers.get('tracestate');
  return state === undefined || state.length > TRACESTATE_MAX
    ? [['traceparent', parent]]
    : [
        ['traceparent', parent],
        ['tracestate', state],
      ];
}
