import type { Happening, OracleProgram, Sight } from '../support/oracle.ts';
import { instant } from '../support/records.ts';
import { SHOP } from '../support/shop.ts';

/** Programs that are made to go wrong, each as rules and, by hand, as conditions of TypeScript. */

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const min = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.min(...values);
const max = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.max(...values);
const distinct = (values: readonly unknown[]): number => new Set(values).size;

/** Whole numbers divided to four digits, half away from zero. */
function divide(n: number, d: number): number | undefined {
  if (d === 0) return undefined;
  const size = Math.floor((2 * Math.abs(n) * 10_000 + Math.abs(d)) / (2 * Math.abs(d)));
  return size === 0 ? 0 : (n < 0 !== d < 0 ? -size : size) / 10_000;
}

const avg = (values: readonly number[]): number | undefined => divide(sum(values), values.length);

const FUNCTIONS = {
  sum,
  avg,
  min,
  max,
  distinct,
  first: (v: readonly number[]) => v[0],
  last: (v: readonly number[]) => v.at(-1),
};
type FunctionName = keyof typeof FUNCTIONS;
const NAMES = Object.keys(FUNCTIONS) as FunctionName[];

/** A metric for each function of a field, over a window and ever. */
function metricsOf(event: 'View' | 'Order', field: string, windowMs: number): string {
  return NAMES.flatMap((fn) => [
    `metric ${fn}_${field}_w = ${fn}(${event}.${field}) over ${windowMs}ms`,
    `metric ${fn}_${field}_e = ${fn}(${event}.${field}) ever`,
  ]).join('\n');
}

function metricConditions(
  event: 'View' | 'Order',
  field: string,
  windowMs: number,
): OracleProgram['metrics'] {
  return Object.fromEntries(
    NAMES.flatMap((fn) => [
      [`${fn}_${field}_w`, (s: Sight) => FUNCTIONS[fn](s.values(event, field, windowMs))],
      [`${fn}_${field}_e`, (s: Sight) => FUNCTIONS[fn](s.values(event, field))],
    ]),
  );
}

const windows: OracleProgram = {
  lateMs: 6,
  rules: `${SHOP} late 6ms
    segment Rich { when sum(Order.amount) over 7ms >= 5 }
    segment Busy { when count(View where n > 1) over 5ms >= 2 for 3ms }
    segment Mixed { when distinct(View.n) over 9ms >= 2 and did not Order within 4ms }
    segment Extreme { when min(Order.amount) over 6ms < 0 or max(Order.amount) over 8ms > 4 for 2ms }
    segment Began { when first(View.n) over 8ms = 1 for 2ms }
    segment Ended { when last(View.page) over 8ms = "b" }
    segment Quiet { when did not Order within 5ms for 6ms }
    segment Mean { when last(View.n) ever ?? 0 >= 2 and avg(Order.amount) over 10ms ?? 0 > 1 }
    segment EverRich { when sum(Order.amount) ever >= 4 for 3ms }
    ${metricsOf('Order', 'amount', 7)}
    ${metricsOf('View', 'n', 5)}
    metric views_e = count(View) ever
    metric views_w = count(View) over 5ms
    metric ratio = count(Order) over 9ms / count(View where page = "a") over 9ms`,
  segments: [
    { name: 'Rich', when: (s) => sum(s.values('Order', 'amount', 7)) >= 5 },
    { name: 'Busy', forMs: 3, when: (s) => s.values('View', 'n', 5).filter((n) => n > 1).length >= 2 },
    {
      name: 'Mixed',
      when: (s) => distinct(s.values('View', 'n', 9)) >= 2 && s.rows('Order', 4).length === 0,
    },
    {
      name: 'Extreme',
      forMs: 2,
      when: (s) =>
        (min(s.values('Order', 'amount', 6)) ?? 0) < 0 || (max(s.values('Order', 'amount', 8)) ?? 0) > 4,
    },
    { name: 'Began', forMs: 2, when: (s) => s.values('View', 'n', 8)[0] === 1 },
    { name: 'Ended', when: (s) => (s.values('View', 'page', 8) as unknown[]).at(-1) === 'b' },
    { name: 'Quiet', forMs: 6, when: (s) => s.rows('Order', 5).length === 0 },
    {
      name: 'Mean',
      when: (s) =>
        (s.values('View', 'n').at(-1) ?? 0) >= 2 && (avg(s.values('Order', 'amount', 10)) ?? 0) > 1,
    },
    { name: 'EverRich', forMs: 3, when: (s) => sum(s.values('Order', 'amount')) >= 4 },
  ],
  metrics: {
    ...metricConditions('Order', 'amount', 7),
    ...metricConditions('View', 'n', 5),
    views_e: (s) => s.rows('View').length,
    views_w: (s) => s.rows('View', 5).length,
    ratio: (s) =>
      divide(s.rows('Order', 9).length, s.rows('View', 9).filter(({ data }) => data.page === 'a').length),
  },
  nudges: [],
};

/** The names are so that their order is not that of the dependencies. */
const derived: OracleProgram = {
  lateMs: 6,
  rules: `${SHOP} late 6ms
    segment Zz { when did View within 6ms }
    segment Mm { when not Zz for 4ms }
    segment Xx { when Zz and not Mm and did Order within 9ms for 3ms }
    segment Bb { when not Xx for 5ms }
    segment Yy { when Bb or Zz for 2ms }
    segment Cc { when user.plan = pro and not Yy }
    segment Aa { when not Cc and user.points >= 2 for 3ms }
    segment Dd { when user.country is missing and (Aa or Cc) or user.country = "DE" and not Bb }`,
  segments: [
    { name: 'Zz', when: (s) => s.rows('View', 6).length > 0 },
    { name: 'Mm', forMs: 4, when: (s) => !s.isIn('Zz') },
    { name: 'Xx', forMs: 3, when: (s) => s.isIn('Zz') && !s.isIn('Mm') && s.rows('Order', 9).length > 0 },
    { name: 'Bb', forMs: 5, when: (s) => !s.isIn('Xx') },
    { name: 'Yy', forMs: 2, when: (s) => s.isIn('Bb') || s.isIn('Zz') },
    { name: 'Cc', when: (s) => s.profile('plan') === 'pro' && !s.isIn('Yy') },
    { name: 'Aa', forMs: 3, when: (s) => !s.isIn('Cc') && (s.profile('points') ?? 0) >= 2 },
    {
      name: 'Dd',
      when: (s) =>
        (s.profile('country') === undefined && (s.isIn('Aa') || s.isIn('Cc'))) ||
        (s.profile('country') === 'DE' && !s.isIn('Bb')),
    },
  ],
  metrics: {},
  nudges: [],
};

/** The instants of the last view, and the like. */
const ats = (rows: readonly Happening[]): number[] => rows.map(({ at }) => at);
const long = -1_000_000;

const clock: OracleProgram = {
  lateMs: 7,
  rules: `${SHOP} late 7ms
    const ago = ${instant(long)}
    segment Away { when now - last(View.at) ever > 4ms }
    segment Near { when now - last(View.at) over 9ms <= 3ms for 2ms }
    segment Unseen { when now - (user.seen ?? ago) >= 5ms }
    segment Beat { when now = first(Order.at) over 12ms + 5ms }
    segment OffBeat { when now != (last(Order.at) over 12ms ?? ago) + 2ms for 3ms }
    segment Ring { when now - min(View.at) over 10ms between 2ms and 4ms }
    segment Soon { when now < (last(Order.at) ever ?? ago) + 3ms and not Away for 2ms }
    segment Gone { when user.seen is missing or now - 2ms > user.seen for 3ms }
    segment Seen { when user.seen <= now and not Gone }
    metric last_view = last(View.at) ever
    metric span = max(View.at) over 10ms - min(View.at) over 10ms`,
  segments: [
    { name: 'Away', when: (s) => s.rows('View').length > 0 && s.t - Math.max(...ats(s.rows('View'))) > 4 },
    {
      name: 'Near',
      forMs: 2,
      when: (s) => s.rows('View', 9).length > 0 && s.t - Math.max(...ats(s.rows('View', 9))) <= 3,
    },
    { name: 'Unseen', when: (s) => s.t - (s.profile('seen') ?? long) >= 5 },
    { name: 'Beat', when: (s) => s.t === (ats(s.rows('Order', 12))[0] ?? Number.NaN) + 5 },
    { name: 'OffBeat', forMs: 3, when: (s) => s.t !== (ats(s.rows('Order', 12)).at(-1) ?? long) + 2 },
    {
      name: 'Ring',
      when: (s) => {
        const gap = s.t - (min(ats(s.rows('View', 10))) ?? Number.NaN);
        return gap >= 2 && gap <= 4;
      },
    },
    {
      name: 'Soon',
      forMs: 2,
      when: (s) => s.t < (ats(s.rows('Order')).at(-1) ?? long) + 3 && !s.isIn('Away'),
    },
    {
      name: 'Gone',
      forMs: 3,
      when: (s) => s.profile('seen') === undefined || s.t - 2 > s.profile('seen'),
    },
    { name: 'Seen', when: (s) => s.profile('seen') <= s.t && !s.isIn('Gone') },
  ],
  metrics: {
    last_view: (s) => {
      const last = ats(s.rows('View')).at(-1);
      return last === undefined ? null : instant(last);
    },
    span: (s) => {
      const found = ats(s.rows('View', 10));
      return found.length === 0 ? null : Math.max(...found) - Math.min(...found);
    },
  },
  nudges: [],
};

const send = 'channel push send Note {}';

const nudges: OracleProgram = {
  lateMs: 6,
  rules: `${SHOP} late 6ms
    segment Cart { when did CartAdd within 8ms and did not Order within 8ms for 3ms }
    segment Eager { when count(View) over 5ms >= 2 }
    nudge Enter { on enter Cart priority 60 consent marketing cooldown 6ms group g ${send} }
    nudge Exit { on exit Cart priority 60 expires 5ms transactional group g ${send} }
    nudge View { on View where n > 1 when Eager or user.plan = pro priority 70 transactional cooldown 4ms group g ${send} }
    nudge Wait { on CartAdd unless Order within 5ms consent marketing group h ${send} }
    nudge WaitMore { on CartAdd where price > 1 unless Order where amount >= event.price within 7ms
      transactional cooldown 3ms expires 3ms group h ${send} }
    nudge WaitSelf { on View unless View within 4ms transactional ${send} }
    nudge Calm { on exit Eager when count(CartAdd) over 9ms >= 1 transactional ${send} }
    nudge Same { on Order when count(View where page = event.coupon) over 9ms >= 1 and now - event.at < 4ms
      consent marketing cooldown 2ms ${send} }
    nudge Sum { on Order when sum(Order.amount where coupon = event.coupon and amount < event.amount) over 9ms > 0
      transactional ${send} }`.replaceAll('nudge View', 'nudge OnView'),
  segments: [
    {
      name: 'Cart',
      forMs: 3,
      when: (s) => s.rows('CartAdd', 8).length > 0 && s.rows('Order', 8).length === 0,
    },
    { name: 'Eager', when: (s) => s.rows('View', 5).length >= 2 },
  ],
  metrics: {},
  nudges: [
    {
      name: 'Enter',
      on: { kind: 'enter', segment: 'Cart' },
      priority: 60,
      needsConsent: true,
      cooldownMs: 6,
      group: 'g',
    },
    { name: 'Exit', on: { kind: 'exit', segment: 'Cart' }, priority: 60, expiresMs: 5, group: 'g' },
    {
      name: 'OnView',
      on: { kind: 'event', event: 'View', where: ({ data }) => data.n > 1 },
      when: (s) => s.isIn('Eager') || s.profile('plan') === 'pro',
      priority: 70,
      cooldownMs: 4,
      group: 'g',
    },
    {
      name: 'Wait',
      on: { kind: 'unless', event: 'CartAdd', unless: 'Order', withinMs: 5 },
      needsConsent: true,
      group: 'h',
    },
    {
      name: 'WaitMore',
      on: {
        kind: 'unless',
        event: 'CartAdd',
        where: ({ data }) => data.price > 1,
        unless: 'Order',
        unlessWhere: (b, a) => b.data.amount >= a.data.price,
        withinMs: 7,
      },
      cooldownMs: 3,
      expiresMs: 3,
      group: 'h',
    },
    { name: 'WaitSelf', on: { kind: 'unless', event: 'View', unless: 'View', withinMs: 4 } },
    { name: 'Calm', on: { kind: 'exit', segment: 'Eager' }, when: (s) => s.rows('CartAdd', 9).length >= 1 },
    {
      name: 'Same',
      on: { kind: 'event', event: 'Order' },
      when: (s, event) =>
        s.t - (event?.at ?? 0) < 4 &&
        s.rows('View', 9).some(({ data }) => data.page !== undefined && data.page === event?.data.coupon),
      needsConsent: true,
      cooldownMs: 2,
    },
    {
      name: 'Sum',
      on: { kind: 'event', event: 'Order' },
      when: (s, event) =>
        sum(
          s
            .rows('Order', 9)
            .filter(({ data }) => data.coupon !== undefined && data.coupon === event?.data.coupon)
            .filter(({ data }) => data.amount < event?.data.amount)
            .map(({ data }) => data.amount),
        ) > 0,
    },
  ],
};

export const PROGRAMS: Readonly<Record<string, OracleProgram>> = { windows, derived, clock, nudges };
