import type { Dice } from '../dice.ts';

export interface Person {
  readonly user: string;
  /** Absent: the default tenant. */
  readonly tenant?: string;
  /** Whether things happen to them, only their profile changes, or only the users file knows them. */
  readonly kind: 'active' | 'updated' | 'known';
}

const USERS = [
  'ann',
  'Bob',
  'zoë',
  'a b',
  "o'k",
  '50%_',
  'q"\\',
  // UTF-8 and UTF-16 order these two differently.
  '\uFFEE',
  '\u{1F600}',
];
const TENANTS = ['acme', 'Acme', 'é'];

/** Three to six people; now and then one of two tenants under one name. */
export function drawPeople(dice: Dice): Person[] {
  const tenants = dice.chance(0.3) ? dice.some(TENANTS, dice.int(1, 2)) : [];
  const people = dice.some(USERS, dice.int(3, 6)).map((user): Person => {
    const kind = dice.choose<Person['kind']>([
      { weight: 8, make: () => 'active' },
      { weight: 1, make: () => 'updated' },
      { weight: 1, make: () => 'known' },
    ]);
    const tenant = tenants.length > 0 && dice.chance(0.5) ? dice.pick(tenants) : undefined;
    return { user, kind, ...(tenant === undefined ? {} : { tenant }) };
  });
  const [first, second] = people;
  if (tenants.length > 0 && first !== undefined && second !== undefined) {
    const tenant = dice.pick(TENANTS.filter((each) => each !== first.tenant));
    people[1] = { ...second, user: first.user, tenant };
  }
  return people;
}
