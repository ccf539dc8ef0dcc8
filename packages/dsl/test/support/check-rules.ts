import { checkProject, type Program, positionAt, type SourceFile } from '../../src/index.ts';

/** Declarations that the rules of a test may use. */
const prelude = `event Order {
  order_id: string
  amount: decimal
  quantity: int
  coupon: string?
  items: list<string>
  paid_at: timestamp?
  channel: enum { web, app }?
  email: string? @pii
}
event CartAdd { price: decimal  sku: string? }
user {
  country: string?
  plan: enum { free, plus, pro } = free
  age: int?
  budget: decimal?
  subscribed: bool?
  birthday: timestamp?
  tags: list<string>?
  first_name: string? @pii
  timezone: timezone = "UTC"
  locale: string = "en"
}
purpose marketing
channel push { pii allowed }
channel sms
template Hello() { en { title "Hello" } }
template Dear(name: string) { en { title "Dear {name}" } }
`;

export function check(...texts: readonly string[]): Program {
  return checkProject(filesOf(texts), { isZone: (name) => name === 'UTC' || name === 'Europe/Berlin' });
}

function filesOf(texts: readonly string[]): SourceFile[] {
  return texts.map((text, i) => ({ path: `file-${i}.nudge`, text }));
}

/** Rules beside the prelude. */
export function checkRules(...rules: readonly string[]): Program {
  return check(prelude, ...rules);
}

/** What is said about rules, each as its code and the words that it underlines: `N2001 Ordr`. */
export function said(program: Program): string[] {
  const texts = new Map(program.files.map((file) => [file.path, file.text]));
  return program.diagnostics.map(({ code, span }) => {
    const text = texts.get(span.file)?.slice(span.start, span.end) ?? '';
    return `${code} ${text.replace(/\s+/g, ' ')}`;
  });
}

export function saidOf(...rules: readonly string[]): string[] {
  return said(checkRules(...rules));
}

/** What is said of one condition, as the `when` of a segment. */
export function saidOfCondition(condition: string): string[] {
  return saidOf(`segment Tested { when ${condition} }`);
}

/** `code line:column message`, for failures that should explain themselves. */
export function explained(program: Program): string[] {
  const files = new Map(program.files.map((file) => [file.path, file]));
  return program.diagnostics.map(({ code, span, message }) => {
    const file = files.get(span.file);
    const at = file === undefined ? undefined : positionAt(file, span.start);
    return `${code} ${span.file}:${at?.line}:${at?.column} ${message}`;
  });
}
