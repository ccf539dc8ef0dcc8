import { type Envelope, event } from './records.ts';

/** What most programs of these tests share: a test adds its rules and settings. */
export const SHOP = `
event View { page: string?  n: int? }
event CartAdd { price: decimal? }
event Order { amount: decimal  coupon: string? }

user {
  plan:    enum { free, plus, pro } = free
  country: string?
  locale:  string = "en"
  points:  int = 0
  seen:    timestamp?
}

purpose marketing
purpose service
channel push
channel email
template Note() { en { text "note" } }
`;

export function view(id: string, ms: number, data: object = {}, envelope?: Envelope): object {
  return event(id, 'View', ms, data, envelope);
}

export function cart(id: string, ms: number, price?: number, envelope?: Envelope): object {
  return event(id, 'CartAdd', ms, price === undefined ? {} : { price }, envelope);
}

export function order(id: string, ms: number, amount = 1, envelope?: Envelope): object {
  return event(id, 'Order', ms, { amount }, envelope);
}

/** One event with a field of each type, required and optional, and a metric that shows each of the latter. */
export const TYPES = `
event Strict { b: bool i: int d: decimal s: string t: timestamp e: enum { a, b, "22-30" } l: list<int> }
event Lax { b: bool? i: int? d: decimal? s: string? t: timestamp? e: enum { a, b, "22-30" }? l: list<int>? }
metric b = last(Lax.b) ever
metric i = last(Lax.i) ever
metric d = last(Lax.d) ever
metric s = last(Lax.s) ever
metric t = last(Lax.t) ever
metric e = last(Lax.e) ever
metric listed = count(Lax where 7 in l) ever
`;
