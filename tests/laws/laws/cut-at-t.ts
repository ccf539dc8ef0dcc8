import type { Bundle, RawRecord } from '@nudge/engine';
import { acceptInput } from '../acceptance-run.ts';
import { allLines, runEngine } from '../engine-run.ts';
import { type Law, same } from '../law.ts';

/** Instants of the case to cut at, besides two of its records'. */
const CUTS_MAX = 2;

export const cutAtT: Law = {
  name: 'cut-at-t',
  statement:
    'run(F, T) = run(F without what is after T, T), where a record that is taken out leaves an empty line.',
  check(prepared) {
    const { bundle, input, case: given } = prepared;
    const choices = prepared.choices(this.name);
    const instants = [...input.userRows, ...input.records].flatMap((raw) => instantOf(raw) ?? []);
    const cuts = choices.shuffled(given.instants).slice(0, CUTS_MAX);
    if (instants.length > 0) cuts.push(choices.pick(instants), choices.pick(instants) - 1);
    for (const cut of cuts) {
      const without = {
        userRows: input.userRows.filter((raw) => !isAfter(raw, cut, 'row', bundle)),
        records: input.records.filter((raw) => !isAfter(raw, cut, 'record', bundle)),
      };
      const at = `with T = ${new Date(cut).toISOString()}`;
      const expected = allLines(runEngine(bundle, input, cut));
      same(at, expected, allLines(runEngine(bundle, without, cut)));
      // Who names no T means the greatest accepted instant.
      if (acceptInput(bundle.manifest, without, Infinity).greatestMs === cut) {
        same(`${at}, which is not named`, expected, allLines(runEngine(bundle, without, Infinity)));
      }
    }
  },
};

/** A record keeps its line, as if an empty one stood for each that is taken out. */
function isAfter(raw: RawRecord, cut: number, kind: 'row' | 'record', { manifest }: Bundle): boolean {
  const instant = instantOf(raw);
  if (instant !== undefined) return instant > cut;
  const alone = { userRows: kind === 'row' ? [raw] : [], records: kind === 'record' ? [raw] : [] };
  return acceptInput(manifest, alone, cut).seen === 0;
}

/** When a record happened, where its form leaves no doubt; of others, acceptance says it. */
function instantOf(raw: RawRecord): number | undefined {
  if (raw.kind !== 'json') return undefined;
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(raw.text);
  } catch {
    return undefined;
  }
  const time = json?.['time'] ?? json?.['at'];
  if (typeof time !== 'string') return undefined;
  const ms = Date.parse(time);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === time ? ms : undefined;
}
