import type { Manifest, SourceSchema } from '../contract/manifest.ts';
import { type CloudEventDecoder, createCloudEventDecoder } from './cloud-events.ts';
import type { DecodeCounters, Decoded, RecordOrigin } from './decoded.ts';
import { rejected } from './events.ts';
import { createSourceDecoder, type SourceDecoder } from './source-records.ts';

/** Decodes JSON records one by one as they arrive: what a host does that reads a stream. */
export class RecordDecoder {
  readonly counters: DecodeCounters = { unknownFields: 0, missingFields: 0 };
  private readonly cloudEvents: CloudEventDecoder;
  private readonly source: SourceDecoder | null;
  private readonly futureMs: number;

  /** `source`: what maps the records; without it they are CloudEvents. */
  constructor(manifest: Manifest, source: SourceSchema | null) {
    this.cloudEvents = createCloudEventDecoder(manifest, this.counters);
    this.source = source === null ? null : createSourceDecoder(manifest, source, this.counters);
    this.futureMs = manifest.settings.futureMs;
  }

  /** `arrivalMs`: when the record arrived; an event that lies too far behind it is refused (semantics, rule 3). */
  decode(text: string, origin: RecordOrigin, arrivalMs: number | null): Decoded {
    const decoded =
      this.source === null
        ? this.cloudEvents(text, origin, Infinity)
        : this.source({ kind: 'json', text, origin }, Infinity);
    if (arrivalMs === null || decoded.kind !== 'events') return decoded;
    const latest = arrivalMs + this.futureMs;
    const early = decoded.events.find(({ row }) => row.at > latest);
    if (early === undefined) return decoded;
    const { id, user, tenant } = early.row;
    return rejected('future', null, id, user, tenant);
  }
}
