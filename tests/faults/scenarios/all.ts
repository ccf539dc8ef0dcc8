import type { Scenario } from '../scenario.ts';
import { broker } from './broker.ts';
import { disk } from './disk.ts';
import { kill } from './kill.ts';
import { poison } from './poison.ts';
import { reload } from './reload.ts';
import { skew } from './skew.ts';
import { store } from './store.ts';
import { storm } from './storm.ts';

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  kill,
  broker,
  storm,
  store,
  poison,
  disk,
  skew,
  reload,
};
