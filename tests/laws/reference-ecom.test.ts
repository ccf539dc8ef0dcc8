import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkProject } from '@nudge/dsl';
import {
  Acceptance,
  createPlayback,
  type Effect,
  isZone,
  type MetricSpec,
  type Playback,
  type RawRecord,
  valueToJson,
} from '@nudge/engine';
import { Reference } from '@nudge/reference';
import { readRecords } from '@nudge/runtime';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile, filesOf } from '../support/play.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const shop = join(examples, 'rules/shop');
const rules = Object.fromEntries(
  readdirSync(shop).map((name) => [name, readFileSync(join(shop, name), 'utf8')]),
);
const program = checkProject(filesOf(rules), { isZone });

const USERS = 120;
const END = Date.parse('2024-07-01T00:00:00Z');

/** The records of the first users, as they stand in the file. */
let records: readonly RawRecord[] = [];

beforeAll(async () => {
  const read: RawRecord[] = [];
  const options = { chooseFormat: () => 'csv' as const, standardInput: process.stdin };
  for await (const some of readRecords(join(examples, 'data/ecom.csv.gz'), options)) read.push(...some);
  const users = new Set(read.map(userOf));
  const chosen = new Set([...users].slice(0, USERS));
  records = read.filter((raw) => chosen.has(userOf(raw)));
});

function userOf(raw: RawRecord): string {
  return raw.kind === 'csv' ? (raw.cells[raw.header.indexOf('user_id')] ?? '') : '';
}

function collect(run: (emit: (effect: Effect) => void) => void): Effect[] {
  const effects: Effect[] = [];
  run((effect) => effects.push(effect));
  // Late events and rejections are a matter of acceptance, which both stand on.
  return effects.filter(({ type }) => type !== 'event.late' && type !== 'event.rejected');
}

async function engineOver(all: readonly RawRecord[], untilMs: number): Promise<[Playback, Effect[]]> {
  const { manifest, ...bundle } = await compile(rules);
  const source = manifest.sources[0] ?? null;
  const playback = createPlayback({ manifest, ...bundle }, { untilMs });
  const effects = collect((emit) => {
    for (const raw of all) playback.record(raw, source, emit);
    playback.finish(emit);
  });
  return [playback, effects];
}

async function referenceOver(all: readonly RawRecord[], untilMs: number): Promise<[Reference, Effect[]]> {
  const { manifest } = await compile(rules);
  const reference = new Reference(program, manifest);
  const effects: Effect[] = [];
  const acceptance = new Acceptance(manifest, {
    untilMs,
    onBase: (base) => reference.base(base),
    onEvent: (event) => effects.push(...reference.accept(event)),
  });
  for (const raw of all) acceptance.record(raw, manifest.sources[0] ?? null);
  effects.push(...reference.moveTo(untilMs));
  return [reference, effects];
}

/** Members and metrics of the reference, in the words of the engine's effects. */
function closing(reference: Reference, metrics: readonly MetricSpec[], ms: number): object[] {
  const specs = new Map(metrics.map((spec) => [spec.name, spec]));
  return [
    ...reference.members(ms),
    ...reference.metrics(ms).map(({ value, ...rest }) => {
      const spec = specs.get(rest.metric);
      if (spec === undefined) throw new Error(`no metric ${rest.metric}`);
      return { ...rest, json: valueToJson(value, spec.kind, spec.of) };
    }),
  ];
}

function closingOf(playback: Playback): object[] {
  const effects = [collect((emit) => playback.members(emit)), collect((emit) => playback.metrics(emit))];
  return effects.flat().map((effect) => {
    if (!('timeMs' in effect)) throw new Error('it is about a user');
    return { tenant: effect.tenant, user: effect.subject, ...effect.data };
  });
}

/** Each record some places later than it stands, up to four; the same every time. */
function shaken(all: readonly RawRecord[]): RawRecord[] {
  return all
    .map((raw, i) => ({ raw, place: i + (Math.imul(i, 0x9e3779b1) >>> 30) * 1.4 }))
    .sort((a, b) => a.place - b.place)
    .map(({ raw }) => raw);
}

describe(`examples/rules/shop over ${USERS} users of examples/data/ecom.csv.gz`, { timeout: 120_000 }, () => {
  test('the reference emits what the engine emits', async () => {
    const [, theirs] = await engineOver(records, END);
    const [, ours] = await referenceOver(records, END);
    expect(theirs.length).toBeGreaterThan(USERS);
    expect(ours).toEqual(theirs);
  });

  test('also where events come late', async () => {
    const late = shaken(records);
    const [engine, theirs] = await engineOver(late, END);
    const [reference, ours] = await referenceOver(late, END);
    expect(ours).toEqual(theirs);
    const { metrics } = (await compile(rules)).manifest;
    expect(closing(reference, metrics, END)).toEqual(closingOf(engine));
  });

  test('over all events it knows at any instant what a run to that instant knows', async () => {
    const [reference] = await referenceOver(records, END);
    const { metrics } = (await compile(rules)).manifest;
    for (const day of ['2024-01-05', '2024-02-14', '2024-03-13', '2024-04-01', '2024-07-01']) {
      const ms = Date.parse(`${day}T00:00:00Z`);
      const [engine] = await engineOver(records, ms);
      expect(closing(reference, metrics, ms)).toEqual(closingOf(engine));
    }
  });
});
