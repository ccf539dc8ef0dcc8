import { hash } from 'node:crypto';
import { loadBundle } from '@nudge/runtime';
import type { Workload } from '../stateless/workload.ts';
import type { Work } from '../windows.ts';
import { decideWork, runWork } from './decide.ts';
import { acceptWork, decodeWork, parseWork } from './decode.ts';
import { idWork, plainHashWork } from './ids.ts';
import { lineWork, plainLineWork, plainRenderWork, renderWork } from './render.ts';

/** What an event, a nudge or a text costs besides matching, each beside the least it could cost. */
export const STAGES = [
  'JSON.parse',
  'decode',
  'accept',
  'decide',
  'sha256',
  'ids',
  'template literal',
  'render',
  'line literal',
  'line',
  'run',
] as const;

export type StageName = (typeof STAGES)[number];

export interface Stage {
  readonly work: Work;
  readonly per: string;
  /** The row that bounds this one; itself: it is a bound. */
  readonly bound: string;
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

export async function createStage(name: StageName, workload: Workload, folder: string): Promise<Stage> {
  const bundle = await loadBundle(folder);
  switch (name) {
    case 'JSON.parse':
      return { work: parseWork(workload), per: 'event', bound: name };
    case 'decode':
      return { work: decodeWork(bundle, workload), per: 'event', bound: 'JSON.parse' };
    case 'accept':
      return { work: acceptWork(bundle, workload), per: 'event', bound: 'decode' };
    case 'decide':
      return { work: decideWork(bundle, workload), per: 'event', bound: 'nudge' };
    case 'sha256':
      return { work: plainHashWork(sha256), per: 'id', bound: name };
    case 'ids':
      return { work: idWork(sha256), per: 'id', bound: 'sha256' };
    case 'template literal':
      return { work: plainRenderWork(), per: 'text', bound: name };
    case 'render':
      return { work: renderWork(bundle), per: 'text', bound: 'template literal' };
    case 'line literal':
      return { work: plainLineWork(), per: 'line', bound: name };
    case 'line':
      return { work: lineWork(), per: 'line', bound: 'line literal' };
    case 'run':
      return { work: runWork(bundle, workload, sha256), per: 'event', bound: 'nudge' };
  }
}
