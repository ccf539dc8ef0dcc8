import { type Bundle, createPlayback, type Effect, effectLine, type Value } from '@nudge/engine';
import { typeName } from '../stateless/fields.ts';
import type { Workload } from '../stateless/workload.ts';
import type { Work } from '../windows.ts';

const START = Date.UTC(2026, 2, 2);

/**
 * A decoded event through a whole step: duplicates and lateness, matching, decisions and texts. The ids of what is sent
 * are left out (they are a row of their own), and nothing is written.
 */
export function decideWork(bundle: Bundle, { events }: Workload): Work {
  const playback = createPlayback(bundle, { sha256: () => NO_HASH });
  const ids = new Map(bundle.manifest.events.map(({ name }, id) => [name, id]));
  const inputs = events.map(({ type, fields, text }) => ({
    user: (JSON.parse(text) as { readonly subject: string }).subject,
    event: ids.get(typeName(type)) as number,
    fields: new Map<string, Value>(
      Object.entries({ ...fields, price: Math.round(fields.price * 10_000) }) as [string, Value][],
    ),
  }));
  let sent = 0;
  const emit = (): void => {
    sent++;
  };
  let at = START;
  return {
    size: inputs.length,
    run: (count) => {
      const before = sent;
      for (let i = 0; i < count; i++) {
        const { user, event, fields } = inputs[i] as (typeof inputs)[number];
        at += 1000;
        playback.happens(user, event, fields, at, emit);
      }
      return sent - before;
    },
  };
}

const NO_HASH = '0'.repeat(64);

/** All of it: from an event's text to the lines of output. */
export function runWork(bundle: Bundle, { events }: Workload, sha256: (text: string) => string): Work {
  const playback = createPlayback(bundle, { sha256 });
  const records = events.map(({ text }) => JSON.parse(text) as object);
  let texts: string[] = [];
  let line = 0;
  let written = 0;
  const emit = (effect: Effect): void => {
    written += effectLine(effect).length;
  };
  return {
    size: records.length,
    // An event counts once only, so that each run has events of its own.
    prepare: (count) => {
      texts = records.slice(0, count).map((record) => {
        line++;
        const time = new Date(START + line * 1000).toISOString();
        return JSON.stringify({ ...record, id: `e-${String(line).padStart(8, '0')}`, time });
      });
    },
    run: () => {
      const before = written;
      for (const text of texts) {
        playback.record({ kind: 'json', text, origin: { input: 'bench', line } }, null, emit);
      }
      return written - before;
    },
  };
}
