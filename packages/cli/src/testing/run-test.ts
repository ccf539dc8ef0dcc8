import type { Program, Span, TestStep, TestSymbol, Type } from '@nudge/dsl';
import type { Bundle, Value } from '@nudge/engine';
import { judge } from './judge.ts';
import type { Failure, Moment, TestResult } from './test-result.ts';
import { TestWorld } from './test-world.ts';
import { constantOf } from './value-text.ts';

/** Runs one `test` block of a compiled project; it ends at its first failure. */
export function runTest(
  program: Program,
  bundle: Bundle,
  test: TestSymbol,
  clockMs: () => number,
): TestResult {
  const begunMs = clockMs();
  const world = new TestWorld(program, bundle, test);
  let failure: Failure | null = null;
  for (const step of test.decl.steps) {
    failure = take(step, world);
    if (failure !== null) break;
  }
  const { span } = test.decl;
  const file = program.files.find(({ path }) => path === span.file);
  if (file === undefined) throw new Error(`\`${span.file}\` is no file of the project`);
  return {
    title: test.title,
    module: test.module,
    file,
    span,
    elapsedMs: clockMs() - begunMs,
    ...(failure === null ? {} : { failure }),
  };
}

function take(step: TestStep, world: TestWorld): Failure | null {
  const { program, playback } = world;
  switch (step.kind) {
    case 'given': {
      const fields = valuesOf(step.fields, profileType, world);
      playback.given(
        step.user.text,
        fields,
        step.consents.map(({ text }) => text),
      );
      world.note(step.user.text, {
        atMs: null,
        kind: 'given',
        text: restOf(step.span, step.user.span, world),
      });
      return null;
    }
    case 'at':
      world.moveClock(constantOf(program, step.instant, plain('timestamp')) as number);
      return null;
    case 'after':
      world.moveClock(world.clockMs + (constantOf(program, step.duration, plain('duration')) as number));
      return null;
    case 'happens':
      happens(step, world);
      return null;
    case 'expect': {
      world.catchUp();
      const { expectation } = step;
      if (expectation.kind === 'unbuilt') throw new Error(`\`${expectation.what}\` got past the checker`);
      const verdict = judge(expectation, world);
      if (verdict === null) return null;
      const user = expectation.user.text;
      return { span: expectation.span, user, timeline: [...world.momentsOf(user)], ...verdict };
    }
  }
}

function happens(step: Extract<TestStep, { kind: 'happens' }>, world: TestWorld): void {
  const target = world.program.testRefs.get(step.event);
  const user = step.user.text;
  const event =
    target !== undefined && typeof target !== 'string' && target.kind === 'event' ? target : undefined;
  const moment: Moment = {
    atMs: world.clockMs,
    kind: 'does',
    text: restOf(step.span, step.user.span, world),
  };
  world.note(user, moment, event);
  if (target === 'user.updated' || target === 'user.consent') {
    const fields = valuesOf(step.fields, target === 'user.updated' ? profileType : consentType, world);
    world.playback.happens(user, target, fields, world.clockMs, world.emit);
    return;
  }
  if (event === undefined) throw new Error('a step of a test refers to no event');
  const typeOf: TypeOf = (name) => event.fields.find((field) => field.name === name)?.type;
  const fields = valuesOf(step.fields, typeOf, world);
  world.playback.happens(user, world.eventId(event.qualified), fields, world.clockMs, world.emit);
}

type TypeOf = (field: string, program: Program) => Type | undefined;

const profileType: TypeOf = (name, program) => program.userFields.find((field) => field.name === name)?.type;
const consentType: TypeOf = (name) => plain(name === 'granted' ? 'bool' : 'string');

function plain(kind: 'bool' | 'string' | 'timestamp' | 'duration'): Type {
  return { kind, optional: false };
}

function valuesOf(
  inits: Extract<TestStep, { kind: 'happens' }>['fields'],
  typeOf: TypeOf,
  { program }: TestWorld,
): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const { name, value } of inits) {
    const type = typeOf(name.text, program);
    if (type === undefined) throw new Error(`\`${name.text}\` got past the checker`);
    values.set(name.text, constantOf(program, value, type));
  }
  return values;
}

/** A step as written, without the words up to its user. */
function restOf(step: Span, user: Span, world: TestWorld): string {
  return world.sourceOf({ ...step, start: user.end }).trim();
}
