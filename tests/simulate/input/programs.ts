import { compileProgram, instantiate } from '@nudge/compiler';
import { checkProject } from '@nudge/dsl';
import { type Bundle, isZone } from '@nudge/engine';
import type { Random as FastCheckRandom } from 'fast-check';
import { Dice } from '../../laws/generate/dice.ts';
import { type Piece, render } from '../../laws/generate/piece.ts';
import { generateProgram } from '../../laws/generate/program.ts';
import { fewerDeclarations, simplerParts } from '../../laws/generate/shrink/smaller-program.ts';
import type { World } from '../../laws/generate/world.ts';
import { Random } from '../base/random.ts';

/** Rules to simulate with, and what has to be known to make events for them. */
export interface SimProgram {
  readonly world: World;
  /** Its versions: the first has all, the others differ in a few places. Equal ones are one bundle. */
  readonly versions: readonly Bundle[];
  readonly sources: readonly string[];
}

/** So many programs are all there are: compiling takes longer than simulating. */
export const PROGRAMS = 48;
const VERSIONS = 3;

/** What a program is about: things that time changes, since they are what recovery can get wrong. */
const FOCUS = [
  ...['for', 'unless', 'on enter', 'on exit', 'cooldown', 'on event', 'group', 'late'],
  ...['count within', 'did not', 'segment three deep', 'consent', 'now compared', 'delay', 'expires'],
];

const known = new Map<number, Promise<SimProgram>>();

/** The program with a number below `PROGRAMS`; made when it is first asked for. */
export function programOf(number: number): Promise<SimProgram> {
  let program = known.get(number);
  if (program === undefined) {
    program = makeProgram(number);
    known.set(number, program);
  }
  return program;
}

/** fast-check's own generator is asked for nothing else by what is reused here. */
export function diceOf(random: Random): Dice {
  return new Dice(random as unknown as FastCheckRandom);
}

async function makeProgram(number: number): Promise<SimProgram> {
  const random = Random.of(number, 'program');
  for (;;) {
    const dice = diceOf(random);
    dice.focus = new Set(dice.some(FOCUS, 5));
    const { world, program } = generateProgram(dice);
    // A history of so many units of time has to fit into a simulation, and the clocks of workers into the years.
    if (world.grid.unitMs !== 1_000 || world.grid.startMs < 3_600_000 * 24) continue;
    if (world.grid.startMs > Date.UTC(2100, 0)) continue;
    const source = render(program);
    if (hasErrors(source)) continue;
    const sources = [source, ...otherVersions(random, program)];
    return { world, sources, versions: await Promise.all(sources.map(compile)) };
  }
}

/** The program without some of its parts: from it to another version, rules come and go and windows change. */
function otherVersions(random: Random, program: Piece): readonly string[] {
  const found: string[] = [];
  const candidates = [...fewerDeclarations(program), ...simplerParts(program)];
  for (const piece of random.shuffled(candidates)) {
    if (found.length === VERSIONS - 1) break;
    const source = render(piece);
    if (!hasErrors(source)) found.push(source);
  }
  return found;
}

function hasErrors(source: string): boolean {
  return check(source).diagnostics.some(({ severity }) => severity === 'error');
}

function check(source: string): ReturnType<typeof checkProject> {
  return checkProject([{ path: 'program.nudge', text: source }], { isZone });
}

async function compile(source: string): Promise<Bundle> {
  return await instantiate(compileProgram(check(source)));
}
