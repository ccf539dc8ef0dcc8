type Headers = readonly (readonly [name: string, value: string])[];

const NONE: Headers = [];

/** Version ff, and a trace or a span of zeros, are none by the standard. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** What W3C Trace Context asks everybody to pass on at least. */
const TRACESTATE_MAX = 512;

/** W3C Trace Context: what goes on from a record to the messages that it causes, if it is well-formed. */
export function traceHeaders(headers: ReadonlyMap<string, string> | null): Headers {
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

/** Those of a message's headers that are trace context. */
export function traceAmong(headers: Headers): Headers {
  return headers.filter(([name]) => name === 'traceparent' || name === 'tracestate');
}

/** The contexts that came with the records which caused these rows, each record's once. Rows of one record stand together. */
export function* contextsOf(
  rows: readonly { readonly offset: number; readonly headers: Headers }[],
): Generator<string> {
  let last = -1;
  for (const { offset, headers } of rows) {
    if (offset === last) continue;
    const parent = headers.find(([name]) => name === 'traceparent');
    if (parent === undefined) continue;
    last = offset;
    yield parent[1];
  }
}
