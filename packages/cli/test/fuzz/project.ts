/** A project with every type, both kinds of source, and rules that read all of it. */
export const fuzzProject = `module fuzz
late 1h
purpose marketing
purpose service
channel push { pii allowed }
event Seen {}
event Thing {
  flag: bool
  count: int
  price: decimal
  name: string
  when: timestamp
  size: enum { small, large, "22-30" }
  tags: list<string>?
  numbers: list<decimal>?
  note: string?
  extra: int?
}
user {
  country: string?
  plan: enum { free, pro } = free
  score: decimal = 0
  born: timestamp?
  first_name: string? @pii
  timezone: timezone = "UTC"
  locale: string = "en"
}
source rows {
  format csv
  user = uid
  at = time in "Europe/Berlin"
  id = id
  tenant = tenant
  on kind = "thing" and flag in ["true", "false"] -> Thing {
    flag: flag, count: count, price: price, name: name, when: when, size: size, note: note, extra: extra
  }
  on kind = "profile" -> user.updated { country: country, plan: plan, born: when, score: price }
  on kind = "consent" -> user.consent { purpose: name, granted: flag }
  on kind != "other" and uid is present -> Seen {}
}
source hooks {
  format json
  user = who.id
  at = time
  on kind = "thing" -> Thing {
    flag: flag, count: count, price: price.amount, name: name, when: when, size: size, tags: tags, numbers: numbers
  }
  on kind in ["a", "b"] -> Seen {}
}
metric spend = sum(Thing.price) over 24h
metric names = distinct(Thing.name) over 7d
metric ratio = count(Seen) over 1h / count(Thing) over 1h
metric average = avg(Thing.count) ever
metric latest = last(Thing.when) ever
segment Busy { when count(Thing where flag and price > 1.5) over 2h >= 2 }
segment Quiet { when did not Seen within 1h  for 30m }
segment Big { when (sum(Thing.price) over 24h > 100 or user.score > 3) and not Quiet  for 1m }
nudge OnThing { on Thing where length(name) > 1  transactional  cooldown 1h  group g  channel push
  send Hello { name: event.note ?? "you", total: event.price * 1.05 } }
nudge OnBusy { on enter Busy  when user.country in ["DE", "AT"]  consent marketing  group g  priority 80  channel push
  send Hello { name: user.first_name ?? "you", total: sum(Thing.price) over 24h } }
nudge OnQuiet { on exit Quiet  consent service  expires 1d  channel push  send Hello { name: "x", total: 1 } }
nudge Unless { on Thing unless Seen within 10m  transactional  cooldown 5m  channel push  send Hello { name: "x", total: user.score } }
template Hello(name: string, total: decimal) { en { title "Hello {name}, {total}" } de { title "Hallo {name}, {total:3}" } }
`;
