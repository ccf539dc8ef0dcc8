import type { NudgeClause, NudgeDecl, OtherNudgeClause } from '../../syntax/tree.ts';
import { constantDuration, constantOf } from '../expressions/constant.ts';
import { constantSite, type Site } from '../expressions/site.ts';
import type { Typer } from '../expressions/typer.ts';
import type { Resolved } from '../names/resolve-path.ts';
import type { NudgeSymbol } from '../program.ts';
import { INT } from '../types/type.ts';
import { checkSend } from './check-send.ts';
import { checkTrigger, findTrigger } from './check-trigger.ts';
import { namesOf } from './declare-values.ts';
import { choiceHelp } from './fill-values.ts';
import { eachOnce, firstWord } from './once.ts';

type ClauseOf<K extends OtherNudgeClause['kind']> = Extract<OtherNudgeClause, { kind: K }>;

/** Checks a nudge; its symbol, if it has all that it needs. */
export function checkNudge(entry: Resolved<'nudge'>, typer: Typer): NudgeSymbol | undefined {
  const { decl } = entry;
  const unbuilt = refuseUnbuilt(decl.clauses, typer);
  const others = decl.clauses.filter((clause): clause is OtherNudgeClause => !clause.kind.startsWith('on'));
  const clauses = eachOnce(others, typer.reporter, (clause) => clause.kind);
  const clause = <K extends OtherNudgeClause['kind']>(kind: K): ClauseOf<K> | undefined =>
    clauses.get(kind) as ClauseOf<K> | undefined;

  const triggerClause = findTrigger(decl, typer.reporter, unbuilt);
  const site: Site = { scope: entry.scope, place: 'when', polarity: 'positive', owner: decl };
  const triggered = triggerClause && checkTrigger(triggerClause, site, typer);
  // Nothing is known of an event whose trigger is missing; that was said already.
  const inside: Site = { ...site, trigger: triggered === undefined ? 'unreadable' : triggered.event };
  const facts = triggered?.facts ?? [];

  typer.present.assume(facts);
  const when = clause('when')?.condition;
  const whenFacts = when === undefined ? [] : typer.condition(when, inside).whenTrue;
  typer.present.assume(whenFacts);
  const sendClause = clause('send');
  if (sendClause === undefined && !unbuilt)
    reportMissing(decl, typer, 'what it sends', 'add `send` and a template: `send CartReminder { … }`');
  const sent = sendClause && checkSend(sendClause, { ...inside, place: 'send' }, typer);
  typer.present.forget(whenFacts);
  typer.present.forget(facts);

  const ground = checkGround(clause('consent'), clause('transactional'), decl, typer, unbuilt);
  const channels = checkChannels(clause('channel'), decl, typer, unbuilt);
  const priority = checkPriority(clause('priority'), site, typer);
  const fixed = constantSite(entry.scope, decl);
  const cooldown = clause('cooldown');
  const cooldownMs = cooldown && constantDuration(typer, cooldown.duration, fixed, '`cooldown`');
  const expires = clause('expires');
  const expiresMs = expires && constantDuration(typer, expires.duration, fixed, '`expires`');
  const group = clause('group')?.group.text;

  const trigger = triggered?.trigger;
  if (unbuilt || trigger === undefined || sent === undefined || ground === undefined) return undefined;
  return {
    kind: 'nudge',
    ...namesOf(entry),
    trigger,
    ...(when === undefined ? {} : { when }),
    ...(ground.purpose === undefined ? {} : { purpose: ground.purpose }),
    priority,
    ...(cooldownMs === undefined ? {} : { cooldownMs }),
    ...(expiresMs === undefined ? {} : { expiresMs }),
    ...(group === undefined ? {} : { group }),
    channels,
    template: sent.template,
    args: sent.args,
    decl,
  };
}

/** Whether the nudge has parts that are not built: what is missing beside them cannot be told. */
function refuseUnbuilt(clauses: readonly NudgeClause[], typer: Typer): boolean {
  let any = false;
  for (const clause of clauses) {
    if (clause.kind !== 'unbuilt') continue;
    any = true;
    typer.reporter.report('N9001', clause.span, `${clause.what} is not built yet`, {
      help: 'leave it out for now',
    });
  }
  return any;
}

function reportMissing(decl: NudgeDecl, typer: Typer, what: string, help: string): void {
  typer.reporter.report('N4007', decl.name.span, `\`${decl.name.text}\` does not say ${what}`, { help });
}

/** On what ground it is sent: a purpose, or none for `transactional`; nothing if that is not known. */
function checkGround(
  consent: ClauseOf<'consent'> | undefined,
  transactional: ClauseOf<'transactional'> | undefined,
  decl: NudgeDecl,
  typer: Typer,
  unbuilt: boolean,
): { readonly purpose?: string } | undefined {
  const { tables, reporter } = typer;
  const purposes = [...tables.purposes.keys()];
  if (consent === undefined) {
    if (transactional !== undefined) return {};
    if (!unbuilt) {
      reporter.report(
        'N5001',
        decl.name.span,
        `\`${decl.name.text}\` is neither under a consent nor transactional`,
        {
          help: `write \`consent ${purposes[0] ?? 'marketing'}\`, or \`transactional\` if the person needs to know it anyway`,
        },
      );
    }
    return undefined;
  }
  if (transactional !== undefined) {
    reporter.report(
      'N5002',
      transactional.span,
      'a nudge is sent under a consent or is transactional, not both',
      {
        help: 'leave one of the two out',
        related: [{ span: consent.span, message: 'the consent' }],
      },
    );
    return undefined;
  }
  const { text, span } = consent.purpose;
  if (tables.purposes.has(text)) return { purpose: text };
  if (text !== '') {
    reporter.report('N2011', span, `there is no purpose \`${text}\``, {
      help: choiceHelp(text, purposes, 'the purposes are', `declare it: \`purpose ${text}\``),
    });
  }
  return undefined;
}

function checkChannels(
  clause: ClauseOf<'channel'> | undefined,
  decl: NudgeDecl,
  typer: Typer,
  unbuilt: boolean,
): readonly string[] {
  const { tables, reporter } = typer;
  const known = [...tables.channels.keys()];
  if (clause === undefined) {
    if (!unbuilt)
      reportMissing(decl, typer, 'on which channel it goes out', `add \`channel ${known[0] ?? 'push'}\``);
    return [];
  }
  const named = new Map<string, (typeof clause.channels)[number]>();
  for (const channel of clause.channels) {
    const first = named.get(channel.text);
    if (channel.text === '') continue;
    if (first !== undefined) {
      reporter.report('N4017', channel.span, `\`${channel.text}\` stands here twice`, {
        help: 'leave one of them out',
        related: [{ span: first.span, message: 'first here' }],
      });
    } else if (!tables.channels.has(channel.text)) {
      reporter.report('N2012', channel.span, `there is no channel \`${channel.text}\``, {
        help: choiceHelp(channel.text, known, 'the channels are', `declare it: \`channel ${channel.text}\``),
      });
      named.set(channel.text, channel);
    } else named.set(channel.text, channel);
  }
  if (clause.channels.length === 0) {
    reporter.report('N4007', firstWord(clause.span, 'channel'), 'this `channel` names no channel', {
      help: `name one: \`channel ${known[0] ?? 'push'}\``,
    });
  }
  return [...named.keys()];
}

const PRIORITY_DEFAULT = 50;

function checkPriority(clause: ClauseOf<'priority'> | undefined, site: Site, typer: Typer): number {
  if (clause === undefined) return PRIORITY_DEFAULT;
  const constant = constantOf(typer, clause.value, site, '`priority`', INT);
  if (constant === undefined || typeof constant.value !== 'number') return PRIORITY_DEFAULT;
  if (constant.value >= 0 && constant.value <= 100) return constant.value;
  typer.reporter.report(
    'N4016',
    clause.value.span,
    `the priority ${constant.value} is not between 0 and 100`,
    {
      help: `write \`priority ${constant.value > 100 ? 100 : 0}\`; higher goes first`,
    },
  );
  return PRIORITY_DEFAULT;
}
