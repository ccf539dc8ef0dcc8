/**
 * Rules with all that time changes. `edition` stands in what nudges say and in what they ask for, and in nothing that is
 * kept of a user: so the offset at which a bundle was activated decides every nudge, and nothing else does.
 */
export function rulesOf(edition: number): string {
  return `module faults
late 2m
delay 5s
event View { page: string }
event Order { amount: decimal }
event Pay { page: string? }
channel push
channel email
segment Busy { when count(View) over 1m >= 4 }
segment Lasting { when count(View) over 2m >= 3 for 20s }
nudge Thanks {
  on Order where amount > ${20 + edition}
  transactional
  channel push
  send Hello {}
}
nudge Remind {
  on Order unless Pay within 30s
  transactional
  cooldown 1m
  channel email
  send Hello {}
}
nudge Welcome {
  on enter Busy
  transactional
  cooldown 2m
  channel push, email
  send Hello {}
}
nudge Goodbye {
  on exit Busy
  transactional
  channel email
  send Hello {}
}
nudge Still {
  on enter Lasting
  transactional
  channel push
  send Hello {}
}
template Hello() { en { title "edition ${edition}" body "there" } }
`;
}
