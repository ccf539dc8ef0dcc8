import { compileProgram, instantiate } from '@nudge/compiler';
import type { RawRecord } from '@nudge/engine';
import { allLines, type EngineRun, linesOf, runEngine } from '../engine-run.ts';
import { type Law, same } from '../law.ts';
import { checkRules, type Prepared, prepare } from '../prepare.ts';
import { type Names, renamedRun } from '../renamed-run.ts';
import { renameSegments, speakOfTenants } from '../renamed-source.ts';

export const renaming: Law = {
  name: 'renaming',
  statement:
    'Renaming a user or a segment changes nothing but names, ids and the order that follows from names.',
  async check(prepared) {
    checkUsers(await withoutNames(prepared));
    await checkSegments(prepared);
  },
};

/** Where rules speak of a user's name it is no mere name: such rules are changed. */
async function withoutNames(prepared: Prepared): Promise<Prepared> {
  const source = speakOfTenants(prepared.program, prepared.case.source);
  return source === prepared.case.source ? prepared : await prepare({ ...prepared.case, source });
}

function checkUsers(prepared: Prepared): void {
  const { bundle, input, run, case: given } = prepared;
  const old = [...new Set([...peopleOf(input.records, 'subject'), ...peopleOf(input.userRows, 'user')])];
  const choices = prepared.choices('renamed-users');
  // The emoji sorts behind U+FFEE by bytes and before it in UTF-16.
  const heads = ['a', 'B', 'é', '\uffee', '\u{1f600}'];
  const fresh = choices.shuffled(old.map((_, i) => `${heads[i % heads.length]}${i}`));
  const nameOf = new Map(old.map((name, i) => [name, fresh[i] as string]));
  const renamed = {
    userRows: input.userRows.map((raw) => renameIn(raw, 'user', nameOf)),
    records: input.records.map((raw) => renameIn(raw, 'subject', nameOf)),
  };
  compare('users renamed', run, runEngine(bundle, renamed, given.endMs), {
    user: (name) => nameOf.get(name) ?? name,
    segment: (name) => name,
  });
}

async function checkSegments(prepared: Prepared): Promise<void> {
  const { program, input, run, case: given } = prepared;
  if (program.segments.length === 0) return;
  const choices = prepared.choices('renamed-segments');
  const fresh = choices.shuffled(program.segments.map((_, i) => freshName(given.source, i)));
  const nameOf = new Map(program.segments.map((symbol, i) => [symbol, fresh[i] as string]));
  const source = renameSegments(program, given.source, nameOf);
  const bundle = await instantiate(compileProgram(checkRules(source)));
  const qualifiedOf = new Map(
    program.segments.map((symbol) => {
      const head = symbol.qualified.slice(0, symbol.qualified.length - symbol.name.length);
      return [symbol.qualified, `${head}${nameOf.get(symbol)}`];
    }),
  );
  compare('segments renamed', run, runEngine(bundle, input, given.endMs), {
    user: (name) => name,
    segment: (name) => qualifiedOf.get(name) ?? name,
  });
}

function compare(what: string, before: EngineRun, after: EngineRun, names: Names): void {
  const expected = renamedRun(before, names);
  same(`${what}: while records come`, linesOf(expected.streamed), linesOf(after.streamed));
  same(what, allLines(expected), allLines(after));
}

/** A name that nothing in the rules has. */
function freshName(source: string, i: number): string {
  let name = `${'ZYXWVABCDE'[i % 10]}Renamed${i}`;
  while (source.includes(name)) name += 'X';
  return name;
}

function peopleOf(raws: readonly RawRecord[], key: string): string[] {
  return raws.flatMap((raw) => {
    const name = nameIn(raw, key);
    return name === undefined ? [] : [name];
  });
}

/** A name that can be one; others are rejected under any. */
function nameIn(raw: RawRecord, key: string): string | undefined {
  if (raw.kind !== 'json') return undefined;
  try {
    const name: unknown = JSON.parse(raw.text)?.[key];
    if (typeof name !== 'string' || name === '' || !name.isWellFormed()) return undefined;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ids must not hold them
    return /[\u0000-\u001f]/.test(name) ? undefined : name.normalize('NFC');
  } catch {
    return undefined;
  }
}

function renameIn(raw: RawRecord, key: string, nameOf: ReadonlyMap<string, string>): RawRecord {
  const name = nameIn(raw, key);
  if (raw.kind !== 'json' || name === undefined) return raw;
  const json = JSON.parse(raw.text);
  const [before, after, ...others] = raw.text.split(`"${key}":${JSON.stringify(json[key])}`);
  const fresh = nameOf.get(name);
  // The text is kept as it stands where that can be done: reading and writing it would change its numbers.
  const text =
    after !== undefined && others.length === 0
      ? `${before}"${key}":${JSON.stringify(fresh)}${after}`
      : JSON.stringify({ ...json, [key]: fresh });
  return { ...raw, text };
}
