import type { KafkaClient, Membership, Wire } from '../client.ts';
import type { KafkaSettings } from '../options.ts';
import { PlatformaticMembership } from './platformatic-membership.ts';
import { PlatformaticWire } from './platformatic-wire.ts';

export class PlatformaticClient implements KafkaClient {
  readonly #settings: KafkaSettings;

  constructor(settings: KafkaSettings) {
    this.#settings = settings;
  }

  async connect(): Promise<Wire> {
    const wire = new PlatformaticWire(this.#settings);
    await wire.connect();
    return wire;
  }

  membership(): Membership {
    return new PlatformaticMembership(this.#settings);
  }
}
