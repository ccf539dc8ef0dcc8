import type { AcceptedEvent } from '../contract/accepted-event.ts';
import type { Manifest, SourceSchema } from '../contract/manifest.ts';
import { type CloudEventDecoder, createCloudEventDecoder } from './cloud-events.ts';
import type { DecodeCounters, Decoded, RawRecord, Rejection } from './decoded.ts';
import type { Verdict } from './judge.ts';
import { createSourceDecoder, type SourceDecoder } from './source-records.ts';
import { decodeUserRow, type UserBase } from './user-rows.ts';

/** What came in, by what became of it. */
export interface IntakeCounts extends DecodeCounters {
  records: number;
  accepted: number;
  ignored: number;
  duplicates: number;
  late: number;
  rejected: number;
}

/** Who takes what was read. */
export interface IntakeSink {
  /** What holds of a user since ever; all of it comes before the first event. */
  base(base: UserBase): void;
  /** A decoded event; says whether it counts. */
  event(event: AcceptedEvent): Verdict;
  rejected(rejection: Rejection, raw: RawRecord): void;
}

const COUNT_OF = { accepted: 'accepted', duplicate: 'duplicates', late: 'late' } as const;

/**
 * Decodes records in the order of a run: rows of the users file first, those with an instant as events before all
 * others (semantics, rule 8). Records after `untilMs` are as if absent (rule 1).
 */
export class Intake {
  readonly counts: IntakeCounts = {
    records: 0,
    accepted: 0,
    ignored: 0,
    duplicates: 0,
    late: 0,
    rejected: 0,
    unknownFields: 0,
    missingFields: 0,
  };
  private readonly manifest: Manifest;
  private readonly untilMs: number;
  private readonly cloudEvents: CloudEventDecoder;
  private readonly sources = new Map<SourceSchema, SourceDecoder>();
  private queued: { readonly decoded: Decoded; readonly raw: RawRecord }[] = [];

  constructor(manifest: Manifest, untilMs: number) {
    this.manifest = manifest;
    this.untilMs = untilMs;
    this.cloudEvents = createCloudEventDecoder(manifest, this.counts);
  }

  /** A row of the users file. All rows come before the records; what they cause is taken by `begin`. */
  userRow(raw: RawRecord, sink: IntakeSink): void {
    this.counts.records++;
    const decoded = decodeUserRow(this.manifest, raw, this.untilMs, this.counts);
    // What holds since ever holds for every row, so it is put in place before the first step.
    if (decoded.kind === 'base') sink.base(decoded);
    else this.queued.push({ decoded, raw });
  }

  /** Takes the user rows that are events, in file order. `record` calls it if the host did not. */
  begin(sink: IntakeSink): void {
    if (this.queued.length === 0) return;
    const { queued } = this;
    this.queued = [];
    for (const { decoded, raw } of queued) this.take(decoded, raw, sink);
  }

  /** One record; with a source it is mapped by it, without it is a CloudEvent. */
  record(raw: RawRecord, source: SourceSchema | null, sink: IntakeSink): void {
    this.begin(sink);
    this.counts.records++;
    this.take(this.decode(raw, source), raw, sink);
  }

  private decode(raw: RawRecord, source: SourceSchema | null): Decoded {
    if (source === null) {
      if (raw.kind !== 'json') throw new Error('a CSV record needs a source');
      return this.cloudEvents(raw.text, raw.origin, this.untilMs);
    }
    let decoder = this.sources.get(source);
    if (decoder === undefined) {
      decoder = createSourceDecoder(this.manifest, source, this.counts);
      this.sources.set(source, decoder);
    }
    return decoder(raw, this.untilMs);
  }

  private take(decoded: Decoded, raw: RawRecord, sink: IntakeSink): void {
    switch (decoded.kind) {
      case 'absent':
        this.counts.records--;
        return;
      case 'ignored':
        this.counts.ignored++;
        return;
      case 'rejected':
        this.counts.rejected++;
        sink.rejected(decoded.rejection, raw);
        return;
      case 'events':
        for (const event of decoded.events) this.event(event, sink);
    }
  }

  /** An event that needs no decoding. */
  event(event: AcceptedEvent, sink: IntakeSink): void {
    this.counts[COUNT_OF[sink.event(event)]]++;
  }
}
