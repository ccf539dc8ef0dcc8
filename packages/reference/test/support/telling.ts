import { checkProject, type Program } from '@nudge/dsl';
import { type AcceptedEvent, type Effect, isZone, type Row, type Value } from '@nudge/engine';
import { Reference } from '../../src/index.ts';

/** Instants in tests are ms after this one: 2026-03-02T10:00:00.000Z, a Monday. */
export const START: number = Date.UTC(2026, 2, 2, 10);

/** What the rules of most tests share. */
export const PRELUDE = `
event View { page: string?  n: int? }
event Cart { price: decimal? }
event Order { amount: decimal  coupon: string? }
user {
  plan:    enum { free, pro } = free
  country: string?
  seen:    timestamp?
  locale:  string?
}
purpose marketing
channel push
channel email
template Note() { en { text "note" } }
`;

export type Data = Readonly<Record<string, Value>>;

export function checked(rules: string): Program {
  const program = checkProject([{ path: 'rules.nudge', text: rules }], { isZone });
  const errors = program.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return program;
}

/** A reference interpreter that is told what one user did, and tells what came of it. Values are run-time values. */
export class Telling {
  readonly reference: Reference;
  readonly effects: Effect[] = [];
  private readonly program: Program;

  constructor(rules: string, program: Program = checked(PRELUDE + rules)) {
    this.program = program;
    this.reference = new Reference(program, {
      events: program.events.map(({ qualified, fields }) => ({ name: qualified, fields })),
      user: program.userFields,
      purposes: program.purposes.map(({ name }) => name),
    });
  }

  given(fields: Data, ...purposes: readonly string[]): this {
    this.reference.base({
      kind: 'base',
      user: 'ann',
      tenant: 'default',
      writes: this.writes(fields),
      purposes: purposes.map((name) => this.purpose(name)),
    });
    return this;
  }

  event(id: string, type: string, ms: number, data: Data = {}, user = 'ann'): this {
    const index = this.program.events.findIndex(({ name }) => name === type);
    const values = this.program.events[index]?.fields.map(({ name }) => data[name] ?? null) ?? [];
    return this.take({ kind: 'event', event: index, row: { ...rowOf(id, ms, user), values } });
  }

  profile(id: string, ms: number, fields: Data): this {
    return this.take({ kind: 'profile', row: rowOf(id, ms), writes: this.writes(fields) });
  }

  consent(id: string, ms: number, granted: boolean, purpose = 'marketing'): this {
    return this.take({ kind: 'consent', row: rowOf(id, ms), purpose: this.purpose(purpose), granted });
  }

  until(ms: number): this {
    this.effects.push(...this.reference.moveTo(START + ms));
    return this;
  }

  get story(): string[] {
    return this.effects.map(told);
  }

  members(ms: number): string[] {
    return this.reference
      .members(START + ms)
      .map(({ user, segment, sinceMs }) => `${user} ${segment} ${sinceMs - START}`);
  }

  /** The values of metrics of ann, by name. */
  metrics(ms: number): Record<string, Value> {
    const ofAnn = this.reference.metrics(START + ms).filter(({ user }) => user === 'ann');
    return Object.fromEntries(ofAnn.map(({ metric, value }) => [metric, value]));
  }

  private take(event: AcceptedEvent): this {
    this.effects.push(...this.reference.accept(event));
    return this;
  }

  private writes(fields: Data): (readonly [number, Value])[] {
    const { userFields } = this.program;
    return Object.entries(fields).map(([name, value]) => [
      userFields.findIndex((field) => field.name === name),
      value,
    ]);
  }

  private purpose(name: string): number {
    return this.program.purposes.findIndex((purpose) => purpose.name === name);
  }
}

function rowOf(id: string, ms: number, user = 'ann'): Row {
  return { id, at: START + ms, user, tenant: 'default', session: null, device: null, values: [] };
}

/** `5: enters Buyer since 5 (e1@5)`, `15: leaves Buyer since 5 (@15)`, `5: gets N (e1@5)`, `5: N denied, consent (e1@5)`. */
function told(effect: Effect): string {
  switch (effect.type) {
    case 'segment.entered':
    case 'segment.exited': {
      const { segment, sinceMs, cause } = effect.data;
      const verb = effect.type === 'segment.entered' ? 'enters' : 'leaves';
      return `${effect.timeMs - START}: ${verb} ${segment} since ${sinceMs - START} (${causeOf(cause)})`;
    }
    case 'nudge.generated':
      return `${effect.timeMs - START}: gets ${effect.data.nudge} (${causeOf(effect.data.cause)})`;
    case 'nudge.suppressed': {
      const { nudge, cause, reason } = effect.data;
      return `${effect.timeMs - START}: ${nudge} denied, ${reason} (${causeOf(cause)})`;
    }
    case 'event.late':
    case 'event.rejected':
    case 'segment.member':
    case 'metric.value':
      throw new Error(`${effect.type} is not the reference's to say`);
    default: {
      const never: never = effect;
      return never;
    }
  }
}

function causeOf(cause: string): string {
  const [kind, ms, ...id] = cause.split(':');
  return `${kind === 'e' ? id.join(':') : ''}@${Number(ms) - START}`;
}
