import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { START, Telling } from '../test/support/telling.ts';

const SEND = 'channel push send Note {}';
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999) - START;

describe('rules 23 to 25: decisions', () => {
  test('priority, then earlier expiry with none last, then the name', () => {
    const rules = `
      nudge None { on View transactional priority 70 ${SEND} }
      nudge Late { on View transactional priority 70 expires 2h ${SEND} }
      nudge Soon { on View transactional priority 70 expires 1h ${SEND} }
      nudge Also { on View transactional priority 70 expires 2h ${SEND} }
      nudge Low { on View transactional priority 0 expires 1ms ${SEND} }
      nudge Usual { on View transactional ${SEND} }`;
    const { story } = new Telling(rules).event('v', 'View', 0);
    expect(story.map((line) => line.split(' ')[2])).toEqual(['Soon', 'Also', 'Late', 'None', 'Usual', 'Low']);
  });

  test('of one nudge, the instant and the id of the trigger', () => {
    const rules = `nudge N { on Cart unless Order within 10ms transactional cooldown 1h ${SEND} }`;
    const told = new Telling(rules)
      .event('\u{1f600}', 'Cart', 0)
      .event('\uffee', 'Cart', 0)
      .event('b', 'Cart', 0);
    expect(told.until(10).story).toEqual([
      '10: gets N (b@0)',
      '10: N denied, cooldown (\uffee@0)',
      '10: N denied, cooldown (\u{1f600}@0)',
    ]);
  });

  test('a refused winner yields to the next of its group; a group is of one step', () => {
    const rules = `
      nudge A { on View consent marketing priority 90 group g ${SEND} }
      nudge B { on View transactional priority 80 cooldown 10ms group g ${SEND} }
      nudge C { on View transactional priority 70 group g ${SEND} }
      nudge D { on View transactional priority 60 group h ${SEND} }`;
    expect(new Telling(rules).event('v', 'View', 0).event('w', 'View', 0).story).toEqual([
      '0: A denied, consent (v@0)',
      '0: gets B (v@0)',
      '0: C denied, group (v@0)',
      '0: gets D (v@0)',
      '0: A denied, consent (w@0)',
      '0: B denied, cooldown (w@0)',
      '0: gets C (w@0)',
      '0: gets D (w@0)',
    ]);
  });

  test('a cooldown allows at exactly D, and what was suppressed does not start it', () => {
    const told = new Telling(`nudge N { on View consent marketing cooldown 10ms ${SEND} }`)
      .event('a', 'View', 0)
      .consent('c', 1, true)
      .event('b', 'View', 2)
      .event('d', 'View', 11)
      .event('e', 'View', 12);
    expect(told.story).toEqual([
      '0: N denied, consent (a@0)',
      '2: gets N (b@2)',
      '11: N denied, cooldown (d@11)',
      '12: gets N (e@12)',
    ]);
  });

  test('a false `when` emits nothing; `when` sees the segments after the step', () => {
    const rules = `segment Buyer { when did Order within 10ms }
      nudge In { on Order when Buyer transactional ${SEND} }
      nudge Out { on exit Buyer when Buyer transactional ${SEND} }`;
    const told = new Telling(rules).event('o', 'Order', 0, { amount: 1 }).until(20);
    expect(told.story.filter((line) => line.includes('gets'))).toEqual(['0: gets In (o@0)']);
  });

  test('consent is that of the instant: given since ever, withdrawn, given again', () => {
    const told = new Telling(`nudge N { on View consent marketing ${SEND} }`)
      .given({}, 'marketing')
      .event('a', 'View', 0)
      .consent('c', 1, false)
      .event('b', 'View', 1)
      .consent('late', 0, true)
      .event('d', 'View', 2);
    expect(told.story.map((line) => line.split(' (')[0])).toEqual([
      '0: gets N',
      '1: N denied, consent',
      '2: N denied, consent',
    ]);
  });
});

describe('Output: what an effect says', () => {
  const digest = (...parts: string[]): string =>
    createHash('sha256').update(parts.join('\u001f')).digest('hex').slice(0, 32);

  test('of segments', () => {
    const { effects } = new Telling('segment S { when did View within 5ms }').event('a', 'View', 0).until(5);
    const common = { subject: 'ann', tenant: 'default' };
    const cause = `e:${START}:a`;
    expect(effects).toEqual([
      {
        type: 'segment.entered',
        id: digest('entered', 'default', 'ann', 'S', String(START), cause),
        ...common,
        timeMs: START,
        data: { segment: 'S', sinceMs: START, cause },
      },
      {
        type: 'segment.exited',
        id: digest('exited', 'default', 'ann', 'S', String(START + 5), `t:${START + 5}`),
        ...common,
        timeMs: START + 5,
        data: { segment: 'S', sinceMs: START, cause: `t:${START + 5}` },
      },
    ]);
  });

  test('of nudges', () => {
    const rules = `
      template Offer(n: int, x: decimal) { en { title "{n} for {x}" } de { title "{n} um {x}" } }
      nudge N { on View transactional priority 80 cooldown 1h expires 30m group g channel push, email
        send Offer { n: count(View) ever, x: 2 } }`;
    const told = new Telling(rules).given({ locale: 'de-AT' });
    const { effects } = told.event('a', 'View', 0).event('b', 'View', 1);
    const entries = [['title', '1 um 2,00']];
    const about = { subject: 'ann', tenant: 'default' };
    expect(effects).toEqual([
      {
        type: 'nudge.generated',
        id: digest('nudge', 'default', 'ann', 'N', `e:${START}:a`),
        ...about,
        timeMs: START,
        data: {
          nudge: 'N',
          cause: `e:${START}:a`,
          priority: 80,
          group: 'g',
          expiresAtMs: START + 1_800_000,
          locale: 'de',
          template: 'Offer',
          channels: ['push', 'email'],
          content: [
            ['push', entries],
            ['email', entries],
          ],
        },
      },
      {
        type: 'nudge.suppressed',
        id: digest('suppressed', 'default', 'ann', 'N', `e:${START + 1}:b`),
        ...about,
        timeMs: START + 1,
        data: { nudge: 'N', cause: `e:${START + 1}:b`, reason: 'cooldown', untilMs: START + 3_600_000 },
      },
    ]);
  });

  test('refusals by consent and by group say which and by whom', () => {
    const rules = `nudge A { on View transactional priority 60 group g ${SEND} }
      nudge B { on View transactional group g ${SEND} }
      nudge C { on View consent marketing ${SEND} }`;
    const { effects } = new Telling(rules).event('a', 'View', 0);
    expect(effects.slice(1).map(({ data }) => data)).toEqual([
      { nudge: 'B', cause: `e:${START}:a`, reason: 'group', winner: 'A' },
      { nudge: 'C', cause: `e:${START}:a`, reason: 'consent', purpose: 'marketing' },
    ]);
  });

  test('rule 6: instants that a decision computes end with the year 9999', () => {
    const rules = `nudge N { on View transactional cooldown 5ms expires 5ms ${SEND} }`;
    const { effects } = new Telling(rules).event('a', 'View', LAST - 2).event('b', 'View', LAST);
    expect(effects.map(({ data }) => data)).toMatchObject([
      { expiresAtMs: START + LAST, group: null },
      { untilMs: START + LAST },
    ]);
  });
});
