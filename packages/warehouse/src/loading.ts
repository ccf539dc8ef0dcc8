import type { AcceptedEvent, Manifest, SqlPlan, UserBase, Value } from '@nudge/engine';
import { Batch } from './batch.ts';
import { type Cell, cellOf, ENVELOPE_COLUMNS, eventsTable, PROFILE, ZONES } from './tables.ts';
import { profileText } from './values.ts';
import type { Warehouse } from './warehouse.ts';
import { zoneCells, zonesNeeded } from './zones-needed.ts';

/** Rows of one insertion: enough that the way to the database counts for little, and few megabytes. */
const BATCH_ROWS = 10_000;

/** What holds since ever has this instant and this id: before every event. */
const SINCE_EVER = -1;
const NO_ID = '';

/**
 * Puts what was accepted into a prepared warehouse. `base` and `event` only collect, as acceptance calls them without
 * waiting; whoever reads the records awaits `drained` now and then, and `finish` at the end.
 */
export class Loading {
  readonly #warehouse: Warehouse;
  readonly #plan: SqlPlan;
  readonly #manifest: Manifest;
  readonly #events: Batch;
  readonly #profile: Batch = new Batch(PROFILE);
  readonly #zones: Batch = new Batch(ZONES);
  /** By user: the fields of the profile, then the purposes; what is not set is `undefined`. */
  readonly #bases: Map<string, (Value | undefined)[]> = new Map();
  readonly #isZoneField: readonly boolean[];
  /** What stands in fields of the profile that are time zones; those of events cannot be one. */
  readonly #zoneTexts: Set<string> = new Set();
  #loaded = 0;

  constructor(warehouse: Warehouse, plan: SqlPlan, manifest: Manifest) {
    this.#warehouse = warehouse;
    this.#plan = plan;
    this.#manifest = manifest;
    this.#events = new Batch(eventsTable(plan));
    this.#isZoneField = manifest.user.map(({ type }) => type.kind === 'timezone');
  }

  /** Rows that are in the warehouse. */
  get rows(): number {
    return this.#loaded;
  }

  /** Later values for the same user and field take the place of earlier ones. */
  base({ tenant, user, writes, purposes }: UserBase): void {
    // Ids hold no control characters, so the separator cannot be part of one.
    const key = `${tenant}\u001f${user}`;
    let values = this.#bases.get(key);
    if (values === undefined) {
      values = [];
      this.#bases.set(key, values);
    }
    for (const [field, value] of writes) values[field] = value;
    for (const purpose of purposes) values[this.#plan.userFields.length + purpose] = true;
  }

  event(accepted: AcceptedEvent): void {
    const { row } = accepted;
    const { tenant, user, id, at, session, device } = row;
    const write = (field: number, value: Value): void => {
      this.#write(tenant, user, at, id, field, value);
    };
    switch (accepted.kind) {
      case 'event': {
        const type = this.#plan.eventTypes[accepted.event] as string;
        const cells: Cell[] = [tenant, user, id, at, type, session, device];
        const columns = this.#plan.columnOf[accepted.event] ?? [];
        row.values.forEach((value, field) => {
          cells[ENVELOPE_COLUMNS + (columns[field] as number)] = cellOf(value);
        });
        this.#events.add(cells);
        break;
      }
      case 'profile':
        this.#events.add([tenant, user, id, at, 'user.updated', session, device]);
        for (const [field, value] of accepted.writes) write(field, value);
        break;
      case 'consent':
        this.#events.add([tenant, user, id, at, 'user.consent', session, device]);
        write(this.#plan.userFields.length + accepted.purpose, accepted.granted);
        break;
    }
  }

  /** Inserts what has been collected, once it is enough. */
  async drained(): Promise<void> {
    for (const batch of [this.#events, this.#profile]) {
      if (batch.rows >= BATCH_ROWS) await this.#insert(batch);
    }
  }

  /** Inserts the rest, and the zones that the plan needs. The warehouse may then be asked. */
  async finish(): Promise<void> {
    for (const [key, values] of this.#bases) {
      const [tenant = '', user = ''] = key.split('\u001f');
      values.forEach((value, field) => {
        if (value !== undefined) this.#write(tenant, user, SINCE_EVER, NO_ID, field, value);
      });
      await this.drained();
    }
    this.#bases.clear();
    for (const zone of zonesNeeded(this.#plan, this.#manifest, this.#zoneTexts)) {
      for (const cells of zoneCells(zone)) this.#zones.add(cells);
      if (this.#zones.rows >= BATCH_ROWS) await this.#insert(this.#zones);
    }
    for (const batch of [this.#events, this.#profile, this.#zones]) await this.#insert(batch);
    await this.#warehouse.settle();
  }

  /** `field`: one of the profile, or behind them a purpose. */
  #write(tenant: string, user: string, at: number, id: string, field: number, value: Value): void {
    const { userFields, purposes } = this.#plan;
    const name = userFields[field] ?? `consent.${purposes[field - userFields.length]}`;
    if (this.#isZoneField[field] === true && typeof value === 'string') this.#zoneTexts.add(value);
    this.#profile.add([tenant, user, at, id, name, profileText(value)]);
  }

  async #insert(batch: Batch): Promise<void> {
    const { rows } = batch;
    if (rows === 0) return;
    await this.#warehouse.insert(batch.table, batch.take());
    this.#loaded += rows;
  }
}
