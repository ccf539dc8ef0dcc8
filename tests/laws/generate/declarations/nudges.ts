import type { Dice } from '../dice.ts';
import { nameOf, type Site } from '../expressions/site.ts';
import { span } from '../expressions/spans.ts';
import { droppable, type Piece, text } from '../piece.ts';
import type { World } from '../world.ts';
import { heading } from './heading.ts';
import { drawTrigger } from './triggers.ts';

const NAMES = ['Nag', 'Bell', 'Wake', 'Call'];
const GROUPS = ['loud', 'loud', 'loud', 'soft'];

/** Up to four nudges. */
export function nudgeDeclarations(dice: Dice, site: Site): Piece[] {
  const count = dice.choose([
    { weight: 0.5, make: () => 0 },
    { weight: 1, make: () => 1 },
    { weight: 3, make: () => 2 },
    { weight: 4, make: () => 3 },
    { weight: 4, make: () => 4 },
  ]);
  return dice.some(NAMES, count).map((name) => nudgeDeclaration(dice, site, name));
}

function nudgeDeclaration(dice: Dice, outer: Site, name: string): Piece {
  const { world } = outer;
  const { clause, site } = drawTrigger(dice, { ...outer, place: 'when' });
  const ground = dice.likely('pii', 0.45) ? `consent ${dice.pick(world.purposes)}` : 'transactional';
  const channels = drawChannels(dice, world);
  const personal = ground !== 'transactional' && channels.every(({ piiAllowed }) => piiAllowed);
  const clauses: Piece[] = [clause, droppable([`\n  ${ground}`], ['\n  transactional'])];
  if (dice.likely('when', 0.5)) clauses.push(droppable(['\n  when ', site.make.condition(site, 1)]));
  if (dice.likely('priority', 0.4))
    clauses.push(droppable([`\n  priority ${dice.pick([0, 10, 50, 60, 100])}`]));
  if (dice.likely('cooldown', 0.5)) clauses.push(droppable(['\n  cooldown ', span(dice, world)]));
  if (dice.likely('expires', 0.3)) clauses.push(droppable(['\n  expires ', span(dice, world)]));
  if (dice.likely('group', 0.5)) clauses.push(droppable([`\n  group ${dice.pick(GROUPS)}`]));
  const named = channels.map((channel) => channel.name);
  clauses.push(droppable([`\n  channel ${named.join(', ')}`], [`\n  channel ${named[0]}`]));
  clauses.push(send(dice, { ...site, place: 'send', personal }));
  return droppable([heading(dice, 'nudge', name), ' {', ...dice.shuffled(clauses), '\n}']);
}

function drawChannels(dice: Dice, { channels }: World): World['channels'] {
  const allowed = channels.filter(({ piiAllowed }) => piiAllowed);
  const among = allowed.length > 0 && dice.likely('pii', 0.6) ? allowed : channels;
  return dice.some(among, dice.likely('several channels', 0.5) ? dice.int(2, 3) : 1);
}

function send(dice: Dice, site: Site): Piece {
  const template = dice.pick(site.world.templates);
  const name = nameOf(site, template.name);
  if (template.params.length === 0) return droppable([`\n  send ${name}${dice.pick([' {}', ''])}`]);
  const args = dice.shuffled(template.params).map(({ name: param, type }, i) => {
    const wants = { depth: 2, mayMiss: false, varying: dice.chance(0.85) };
    return text([i === 0 ? '' : ', ', `${param}: `, site.make.value(site, type, wants)]);
  });
  return droppable([`\n  send ${name} { `, ...args, ' }']);
}
