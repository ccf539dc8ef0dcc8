/**
 * What `nudgec init` writes, by name. It reads as a first lesson; a test holds that it passes `check`, `test` and
 * `fmt --check`, and that its events make a nudge. The lesson says `nudgec` for short; `calledAs` is what one has to
 * type where that is something else.
 */
export function starterFiles(calledAs: string): ReadonlyMap<string, string> {
  const forShort = calledAs === 'nudgec' ? '' : `// Here \`nudgec\` is short for \`${calledAs}\`.\n`;
  return new Map([
    [
      'schema.nudge',
      `// What happens in your product, what you know of a user, and how you may reach them.
//
// Every event also has \`id\`, \`at\`, \`user\` and \`tenant\`. A field with \`?\` may be missing; the compiler makes sure
// that you say what is meant then.
module shop

event CartAdd {
  product: string
  price:   decimal
}

event Order {
  order_id: string
  amount:   decimal
}

user {
  first_name: string? @pii
  country:    string?
}

// What a user agrees to. A nudge names the purpose that it needs, or says that it is \`transactional\`.
purpose marketing

// Personal fields (\`@pii\`) may go out only where the channel allows it.
channel push { pii allowed }
`,
    ],
    [
      'cart.nudge',
      `// Your first rule: people who put something in the cart and buy nothing for an hour get one reminder.
//
//   nudgec check                            finds mistakes, with the place and what to do about them
//   nudgec test                             runs the tests in cart.test.nudge
//   nudgec run . --events events.ndjson     plays real events through the rules
//   nudgec fmt                              puts the files into shape
//
${forShort}// Change \`60m\` to \`30m\`, run the tests, and see what a failing test tells you.
module shop

/// Put something in the cart and bought nothing for an hour.
segment CartAbandoner {
  when did CartAdd within 24h and did not Order within 24h
  for 60m
}

/// Bring the cart back, once in three days at most.
nudge CartRescue {
  on enter CartAbandoner
  consent marketing
  cooldown 3d
  channel push
  send CartReminder { name: user.first_name ?? "friend", total: sum(CartAdd.price) over 24h }
}

template CartReminder(name: string, total: decimal) {
  en {
    title "Still thinking, {name}?"
    body "Your cart of {total} is waiting."
  }
}
`,
    ],
    [
      'cart.test.nudge',
      `// Tests have a clock of their own: \`at\` sets it, \`after\` moves it, and whatever falls due happens on the way.
module shop

test "an abandoned cart is rescued once in three days" {
  given ann { first_name: "Ann" } consents marketing
  at 2026-03-02T10:00:00Z
  ann CartAdd { product: "kettle", price: 25.00 }
  after 59m  expect no nudge to ann
  after 1m   expect ann in CartAbandoner
             expect nudge CartRescue to ann on push { title: "Still thinking, Ann?" }
  after 25h  ann CartAdd { product: "teapot", price: 9.00 }
  after 60m  expect CartRescue to ann suppressed by cooldown
}

test "who has bought is left alone" {
  given bob consents marketing
  at 2026-03-02T10:00:00Z
  bob CartAdd { product: "kettle", price: 25.00 }
  after 30m  bob Order { order_id: "o-1", amount: 25.00 }
  after 2h   expect bob not in CartAbandoner
             expect no nudge to bob
}
`,
    ],
    [
      'events.ndjson',
      `{"id":"1","type":"user.updated","subject":"ann","time":"2026-03-02T09:00:00Z","data":{"first_name":"Ann"}}
{"id":"2","type":"user.consent","subject":"ann","time":"2026-03-02T09:00:00Z","data":{"purpose":"marketing","granted":true}}
{"id":"3","type":"CartAdd","subject":"ann","time":"2026-03-02T10:00:00Z","data":{"product":"kettle","price":25}}
{"id":"4","type":"CartAdd","subject":"bob","time":"2026-03-02T10:05:00Z","data":{"product":"teapot","price":9.5}}
{"id":"5","type":"Order","subject":"bob","time":"2026-03-02T10:20:00Z","data":{"order_id":"o-1","amount":9.5}}
{"id":"6","type":"CartAdd","subject":"ann","time":"2026-03-02T12:00:00Z","data":{"product":"cup","price":4}}
`,
    ],
  ]);
}
