import type { OutboxRow } from '../ports/effect-sink.ts';

/**
 * A row as one line of NDJSON, with its LF. Effects are CloudEvents without line ends already. A dead letter is whatever
 * somebody sent, so it goes into an object: its headers, and its bytes as `value`, or as `value_base64` where they are
 * no text.
 */
export function lineOfRow(row: OutboxRow): string {
  if (row.output !== 'dead-letter') return `${Buffer.from(row.value).toString('utf8')}\n`;
  const text = textOf(row.value);
  const value = text === null ? { value_base64: Buffer.from(row.value).toString('base64') } : { value: text };
  return `${JSON.stringify({ headers: Object.fromEntries(row.headers), ...value })}\n`;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}
