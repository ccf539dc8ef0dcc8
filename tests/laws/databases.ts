import { openDuckdb, openPglite, type Warehouse } from '@nudge/warehouse';

/** PGlite keeps some 140 kB of every set of tables it ever made, and has no more than 4 GB. */
const USES_MAX = 1000;

/** The databases that the laws about SQL ask: opened when they are first asked for, and kept for many cases. */
export class Databases {
  private opened: Partial<Record<'duckdb' | 'postgres', Warehouse>> = {};
  private uses = 0;

  async duckdb(): Promise<Warehouse> {
    this.opened.duckdb ??= await openDuckdb();
    return this.opened.duckdb;
  }

  async postgres(): Promise<Warehouse> {
    this.uses++;
    if (this.uses % USES_MAX === 0) {
      await this.opened.postgres?.close();
      delete this.opened.postgres;
    }
    this.opened.postgres ??= await openPglite();
    return this.opened.postgres;
  }

  async close(): Promise<void> {
    const all = Object.values(this.opened);
    this.opened = {};
    for (const warehouse of all) await warehouse.close();
  }
}
