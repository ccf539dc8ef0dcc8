import { createPlayback, type Effect, effectLine, type RawRecord, type SourceSchema } from '@nudge/engine';
import { sha256 } from '../engine-run.ts';
import { Counterexample, type Law } from '../law.ts';
import { oddSourceRecord, oddText } from '../odd-records.ts';
import { type Prepared, prepare } from '../prepare.ts';
import { COLUMNS, sourcesFor } from '../with-sources.ts';

/** Odd records before those of the case; among them stands one for each. */
const ODD_FIRST = 10;

export const neverThrows: Law = {
  name: 'never-throws',
  statement: 'A checked program never throws, whatever comes in.',
  async check(prepared) {
    const { input, case: given } = prepared;
    const { bundle } = await withSources(prepared);
    const choices = prepared.choices(this.name);
    const playback = createPlayback(bundle, { untilMs: given.endMs, sha256 });
    const likely = likelyValues(prepared, bundle.manifest.sources);
    const effects: Effect[] = [];
    const emit = (effect: Effect): void => {
      effects.push(effect);
    };
    let line = given.records.length;
    const takeOdd = (near: RawRecord | undefined): void => {
      // About when others happen: most would be late otherwise, or make the rest late.
      const time = near?.kind === 'json' ? objectIn(near.text)['time'] : undefined;
      likely.set(COLUMNS.at, time === undefined ? [] : [time]);
      const source = choices.below(2) === 0 ? undefined : choices.pick(bundle.manifest.sources);
      const origin = { input: 'odd', line: ++line };
      const raw: RawRecord =
        source === undefined
          ? { kind: 'json', text: oddText(given.records, choices), origin }
          : oddSourceRecord(source, origin, likely, choices);
      during(raw, () => playback.record(raw, source ?? null, emit));
    };
    for (const raw of input.userRows) playback.userRow(raw);
    for (let i = 0; i < ODD_FIRST; i++) {
      const text = oddText(given.userRows, choices);
      const raw: RawRecord = { kind: 'json', text, origin: { input: 'odd-users', line: i + 1 } };
      during(raw, () => playback.userRow(raw));
    }
    playback.begin(emit);
    for (let i = 0; i < ODD_FIRST; i++) takeOdd(input.records[0]);
    for (const raw of input.records) {
      during(raw, () => playback.record(raw, null, emit));
      takeOdd(raw);
    }
    playback.finish(emit);
    playback.members(emit);
    playback.metrics(emit);
    for (const effect of effects) readable(effect, given.endMs);
  },
};

async function withSources(prepared: Prepared): Promise<Prepared> {
  const { manifest } = prepared.bundle;
  if (manifest.sources.length > 0) return prepared;
  return await prepare({ ...prepared.case, source: `${prepared.case.source}\n${sourcesFor(manifest)}` });
}

/** By column, what would be understood in it: most records should come far. */
function likelyValues(
  { case: given, bundle: { manifest } }: Prepared,
  sources: readonly SourceSchema[],
): Map<string, readonly unknown[]> {
  const values = new Map<string, readonly unknown[]>([
    [COLUMNS.user, [...given.users]],
    [COLUMNS.id, Array.from({ length: 100 }, (_, i) => `odd-${i}`)],
    [COLUMNS.tenant, ['acme', 'default', null]],
    ['purpose', [...manifest.purposes]],
    ['granted', [true, false]],
  ]);
  const add = (column: string, value: unknown): void => {
    const known = values.get(column) ?? [];
    values.set(column, [...known, value]);
  };
  for (const { mappings } of sources) {
    for (const { conditions } of mappings) {
      for (const { column, values: literals } of conditions) {
        for (const literal of literals) {
          add(column.join('.'), typeof literal === 'object' ? Number(literal.number) : literal);
        }
      }
    }
  }
  for (const text of given.records) {
    const { data } = objectIn(text);
    for (const [field, value] of Object.entries(data ?? {})) add(field, value);
  }
  return values;
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function during(raw: RawRecord, act: () => void): void {
  try {
    act();
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Counterexample(`${JSON.stringify(raw)}\nthrew ${text}`, [], [text]);
  }
}

/** A line is JSON: no NaN, no infinity, nothing left out, and no zero with a sign. */
function readable(effect: Effect, endMs: number): void {
  const line = effectLine(effect);
  const bare = line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  let wrong = /[^"\w]-0[,}\]]/.test(bare) ? 'has a zero with a sign' : '';
  try {
    const parsed = JSON.parse(line);
    if (typeof parsed.time === 'string' && !(Date.parse(parsed.time) <= endMs)) wrong = 'is after T';
  } catch {
    wrong = 'is no JSON';
  }
  if (wrong !== '') throw new Counterexample(`a line ${wrong}: ${line}`, [], [line]);
}
