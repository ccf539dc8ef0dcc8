import { kafka } from './kafka.mjs';
import { postgres } from './postgres.mjs';
import { redis } from './redis.mjs';

/** @typedef {import('./service.mjs').Service<any>} AnyService */

/** @type {Readonly<Record<import('./state.mjs').ServiceName, AnyService>>} */
export const services = { kafka, redis, postgres };
