import { formatInstant } from '@nudge/engine';

/** The forms in which events may be posted. */
export const CONTENT_TYPES: readonly string[] = [
  'application/json',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
  'application/x-ndjson',
];

export interface PostedOptions {
  readonly contentType: string;
  /** Events without a `time` happen now; `null`: they are left as they are. */
  readonly nowMs: number | null;
}

/**
 * The texts of the records in a body: one object, an array of them, or one a line. What is no JSON is a record like any
 * other, for acceptance to refuse.
 */
export function postedRecords(body: string, { contentType, nowMs }: PostedOptions): readonly string[] {
  if (contentType.startsWith('application/x-ndjson')) {
    return body
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => withTime(line, parse(line), nowMs));
  }
  const json = parse(body);
  if (Array.isArray(json)) return json.map((one) => withTime(JSON.stringify(one), one, nowMs));
  return [withTime(body, json, nowMs)];
}

/** Who tries something by hand should not have to write the time of day. */
function withTime(text: string, json: unknown, nowMs: number | null): string {
  if (nowMs === null || typeof json !== 'object' || json === null || Array.isArray(json)) return text;
  return 'time' in json ? text : JSON.stringify({ ...json, time: formatInstant(nowMs) });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
