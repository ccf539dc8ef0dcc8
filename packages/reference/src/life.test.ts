import { describe, expect, test } from 'vitest';
import { Telling } from '../test/support/telling.ts';

const FRESH = 'segment Fresh { when did View within 10ms }';
const OPEN = 'segment Open { when did Cart within 50ms and did not Order within 50ms }';
const NOTE = 'transactional channel push send Note {}';
const REMIND = `nudge Remind { on Cart unless Order within 10ms ${NOTE} }`;
const order = { amount: 10_000 };

describe('rules 9 to 11: time', () => {
  test('a timer before an event fires before it, a timer at its instant after it', () => {
    const before = new Telling(FRESH).event('a', 'View', 0).event('b', 'Order', 11, order);
    expect(before.story).toEqual(['0: enters Fresh since 0 (a@0)', '10: leaves Fresh since 0 (@10)']);
    const at = new Telling(FRESH).event('a', 'View', 0).event('b', 'Order', 10, order).until(10);
    expect(at.story).toEqual(['0: enters Fresh since 0 (a@0)', '10: leaves Fresh since 0 (b@10)']);
  });

  test("another user's events let no time pass", () => {
    const told = new Telling(FRESH).event('a', 'View', 0).event('b', 'View', 500, {}, 'bob');
    expect(told.story).toEqual(['0: enters Fresh since 0 (a@0)', '500: enters Fresh since 500 (b@500)']);
  });

  test('moving the clock fires the timers at it, too, users in the order of their names', () => {
    const told = new Telling(FRESH).event('b', 'View', 0, {}, 'bob').event('a', 'View', 0);
    expect(told.until(9).story).toHaveLength(2);
    const exits = told.until(10).effects.slice(2);
    expect(exits.map((effect) => 'subject' in effect && effect.subject)).toEqual(['ann', 'bob']);
    expect(told.until(11).story).toHaveLength(4);
  });

  test('who leaves and comes back at one instant never left', () => {
    const told = new Telling(FRESH).event('a', 'View', 0).event('b', 'View', 10).until(15);
    expect(told.story).toEqual(['0: enters Fresh since 0 (a@0)']);
    expect(told.members(15)).toEqual(['ann Fresh 0']);
  });

  test('what is left of an instant after its events is one step of timers', () => {
    const rules = `segment Carted { when did Cart within 10ms }
      nudge Ended { on exit Carted ${NOTE} group g }
      nudge Remind { on Cart unless Order within 10ms ${NOTE} group g priority 60 }`;
    const alone = new Telling(rules).event('a', 'Cart', 0).until(20);
    expect(alone.story.slice(1)).toEqual([
      '10: leaves Carted since 0 (@10)',
      '10: gets Remind (a@0)',
      '10: Ended denied, group (@10)',
    ]);
    const withEvent = new Telling(rules).event('a', 'Cart', 0).event('v', 'View', 10).until(20);
    expect(withEvent.story.slice(1)).toEqual([
      '10: leaves Carted since 0 (v@10)',
      '10: gets Ended (v@10)',
      '10: gets Remind (a@0)',
    ]);
  });
});

describe('rule 12: steps', () => {
  const PAYING = 'segment Paying { when user.plan = pro }';

  test('a membership of length zero between two steps of one instant is emitted', () => {
    const told = new Telling(PAYING).profile('a', 0, { plan: 'pro' }).profile('b', 0, { plan: 'free' });
    expect(told.story).toEqual(['0: enters Paying since 0 (a@0)', '0: leaves Paying since 0 (b@0)']);
  });

  test('exit and return at one instant keep the start, for the set has no gap', () => {
    const told = new Telling(PAYING)
      .profile('a', 0, { plan: 'pro' })
      .profile('b', 7, { plan: 'free' })
      .profile('c', 7, { plan: 'pro' });
    expect(told.story.slice(1)).toEqual(['7: leaves Paying since 0 (b@7)', '7: enters Paying since 0 (c@7)']);
  });

  test('changes come by name, in one step, whatever depends on what', () => {
    const rules = `segment B { when did Order within 10ms }
      segment A { when B and not C }
      segment C { when not B and did View within 1h }`;
    const told = new Telling(rules).event('v', 'View', 0).event('o', 'Order', 1, order).until(20);
    expect(told.story).toEqual([
      '0: enters C since 0 (v@0)',
      '1: enters A since 1 (o@1)',
      '1: enters B since 1 (o@1)',
      '1: leaves C since 0 (o@1)',
      '11: leaves A since 1 (@11)',
      '11: leaves B since 1 (@11)',
      '11: enters C since 11 (@11)',
    ]);
  });

  test('an inactive segment is not evaluated', () => {
    const told = new Telling('segment Off { when did View within 1h status inactive }').event('v', 'View', 0);
    expect([told.story, told.members(0)]).toEqual([[], []]);
  });
});

describe('rules 13 and 14: waiting, and beginning', () => {
  const WAITING = 'segment Waiting { when did Cart within 10ms and did not Order within 90ms for 4ms }';

  test('[a, b) becomes [a + D, b) if it is longer than D', () => {
    const long = new Telling(WAITING).event('a', 'Cart', 0).until(50);
    expect(long.story).toEqual(['4: enters Waiting since 4 (@4)', '10: leaves Waiting since 4 (@10)']);
    const enough = new Telling(WAITING).event('a', 'Cart', 0).event('o', 'Order', 5, order).until(50);
    expect(enough.story).toEqual(['4: enters Waiting since 4 (@4)', '5: leaves Waiting since 4 (o@5)']);
    const short = new Telling(WAITING).event('a', 'Cart', 0).event('o', 'Order', 4, order).until(50);
    expect(short.story).toEqual([]);
  });

  test('a wait that completes at the instant of an event is complete when it is judged', () => {
    const told = new Telling(WAITING).event('a', 'Cart', 0).event('v', 'View', 4);
    expect(told.story).toEqual(['4: enters Waiting since 4 (v@4)']);
  });

  test('a segment over one with a wait sees what results', () => {
    const rules = `segment Slow { when did View within 10ms for 4ms }
      segment Slower { when Slow for 3ms }
      segment NotSlow { when not Slow for 2ms }`;
    expect(new Telling(rules).event('a', 'View', 0).until(50).story).toEqual([
      '2: enters NotSlow since 2 (@2)',
      '4: leaves NotSlow since 2 (@4)',
      '4: enters Slow since 4 (@4)',
      '7: enters Slower since 7 (@7)',
      '10: leaves Slow since 4 (@10)',
      '10: leaves Slower since 7 (@10)',
      '12: enters NotSlow since 12 (@12)',
    ]);
  });

  test('before the first event nothing holds and no wait runs; what holds since ever begins nobody', () => {
    const rules = 'segment Quiet { when did not Order within 10ms for 5ms }';
    const told = new Telling(rules).given({ plan: 'pro' }).until(100);
    expect([told.story, told.members(100), told.metrics(100)]).toEqual([[], [], {}]);
    expect(told.consent('c', 200, false).until(300).story).toEqual(['205: enters Quiet since 205 (@205)']);
    expect(told.reference.since('default', 'nobody', 'Quiet', 0)).toBeNull();
  });

  test('a late event may show that the user began earlier', () => {
    const rules = 'segment Quiet { when did not Order within 10ms for 5ms }';
    const told = new Telling(rules).event('a', 'View', 10).event('b', 'View', 4);
    expect(told.story).toEqual(['10: enters Quiet since 9 (b@4)']);
  });
});

describe('rule 15: late events', () => {
  test('an entry is emitted at the clock, with its true start', () => {
    const told = new Telling(OPEN).event('v', 'View', 20).event('late', 'Cart', 5);
    expect(told.story).toEqual(['20: enters Open since 5 (late@5)']);
  });

  test('an exit is emitted at the clock, with the start last known', () => {
    const told = new Telling(OPEN)
      .event('a', 'Cart', 0)
      .event('v', 'View', 20)
      .event('late', 'Order', 5, order);
    expect(told.story).toEqual(['0: enters Open since 0 (a@0)', '20: leaves Open since 0 (late@5)']);
  });

  test('what began and ended in the past is not emitted, but moves the start', () => {
    const rules = 'segment Open { when did Cart within 50ms and did not Order within 5ms }';
    const told = new Telling(rules).event('a', 'Cart', 0).event('v', 'View', 20);
    told.event('late', 'Order', 10, order);
    expect(told.story).toEqual(['0: enters Open since 0 (a@0)']);
    expect([9, 10, 14, 15, 20].map((ms) => told.members(ms))).toEqual([
      ['ann Open 0'],
      [],
      [],
      ['ann Open 15'],
      ['ann Open 15'],
    ]);
    expect(told.until(50).story[1]).toBe('50: leaves Open since 15 (@50)');
  });

  test('late writes count from their own instant, up to the next', () => {
    const told = new Telling('segment Paying { when user.plan = pro for 8ms }')
      .profile('a', 0, { plan: 'pro' })
      .event('v', 'View', 12)
      .profile('late1', 6, { plan: 'free' })
      .profile('late2', 7, { plan: 'pro' })
      .until(30);
    expect(told.story).toEqual([
      '8: enters Paying since 8 (@8)',
      '12: leaves Paying since 8 (late1@6)',
      '15: enters Paying since 15 (@15)',
    ]);
  });

  test('nudges on a late event are judged at the clock', () => {
    const rules = `nudge N { on Cart where now - event.at = 15ms when count(View) over 5ms = 1 ${NOTE} }`;
    expect(new Telling(rules).event('v', 'View', 20).event('late', 'Cart', 5).story).toEqual([
      '20: gets N (late@5)',
    ]);
  });

  test('cooldowns follow what was emitted, and nothing is taken back', () => {
    const told = new Telling(`nudge N { on Cart cooldown 10ms ${NOTE} }`)
      .event('v', 'View', 20)
      .event('late', 'Cart', 5)
      .event('b', 'Cart', 29)
      .event('c', 'Cart', 30);
    expect(told.story).toEqual(['20: gets N (late@5)', '29: N denied, cooldown (b@29)', '30: gets N (c@30)']);
  });
});

describe('rule 16: on A unless B within D', () => {
  test.each([
    [-1, true],
    [0, true],
    [1, false],
    [10, false],
    [11, true],
  ])('B at s + %d, of D = 10: it fires %s', (ms, fires) => {
    const told = new Telling(REMIND);
    if (ms < 0) told.event('b', 'Order', ms, order).event('a', 'Cart', 0);
    else told.event('a', 'Cart', 0).event('b', 'Order', ms, order);
    expect(told.until(50).story).toEqual(fires ? ['10: gets Remind (a@0)'] : []);
  });

  test('each A is judged on its own; A and B may be of one type', () => {
    const told = new Telling(`nudge Gone { on View unless View within 10ms ${NOTE} }`);
    told.event('a', 'View', 0).event('b', 'View', 10).event('c', 'View', 10).until(50);
    expect(told.story).toEqual(['20: gets Gone (b@10)', '20: gets Gone (c@10)']);
  });

  test('the `where` of A is judged in its step, that of B sees A, `when` is judged at the end', () => {
    const rules = `nudge N { on Cart where user.plan = free and price > 1 unless Order where amount >= event.price within 10ms
      when user.plan = pro and event.price < 9 ${NOTE} }`;
    const told = new Telling(rules)
      .event('a', 'Cart', 0, { price: 20_000 })
      .event('b', 'Cart', 0, { price: 50_000 })
      .event('c', 'Cart', 0, { price: 10_000 })
      .event('d', 'Cart', 0, { price: 90_000 })
      .event('o', 'Order', 4, { amount: 40_000 })
      .profile('p', 5, { plan: 'pro' })
      .event('e', 'Cart', 6, { price: 50_000 });
    expect(told.until(50).story).toEqual(['10: gets N (b@0)']);
  });

  test('an A that comes when its time is over is judged in its own step, over the same interval', () => {
    const fired = new Telling(REMIND).event('v', 'View', 30).event('late', 'Cart', 5).until(90);
    expect(fired.story).toEqual(['30: gets Remind (late@5)']);
    const onTheDot = new Telling(REMIND).event('v', 'View', 15).event('late', 'Cart', 5);
    expect(onTheDot.story).toEqual(['15: gets Remind (late@5)']);
    const waiting = new Telling(REMIND).event('v', 'View', 14).event('late', 'Cart', 5);
    expect(waiting.story).toEqual([]);
    expect(waiting.until(20).story).toEqual(['15: gets Remind (late@5)']);
    const stopped = new Telling(REMIND)
      .event('o', 'Order', 15, order)
      .event('v', 'View', 30)
      .event('late', 'Cart', 5);
    expect(stopped.until(90).story).toEqual([]);
  });

  test('a late B counts while the time of A is not over, and takes nothing back after', () => {
    const early = new Telling(REMIND)
      .event('a', 'Cart', 0)
      .event('v', 'View', 10)
      .event('late', 'Order', 1, order);
    expect(early.until(50).story).toEqual([]);
    const after = new Telling(REMIND)
      .event('a', 'Cart', 0)
      .event('v', 'View', 11)
      .event('late', 'Order', 1, order);
    expect(after.until(50).story).toEqual(['10: gets Remind (a@0)']);
  });
});
