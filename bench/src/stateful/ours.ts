import { type Bundle, createPlayback, type Effect, type Playback } from '@nudge/engine';
import type { OnChange, Tracker } from './tracker.ts';

/** Our own engine with its population of users, by the path that `nudgec run` takes. */
export function createOurs(
  bundle: Bundle,
  onChange: OnChange | null,
  sha256?: (text: string) => string,
): Tracker & { readonly playback: Playback } {
  const playback = createPlayback(bundle, sha256 === undefined ? {} : { sha256 });
  let changes = 0;
  let line = 0;
  const emit = (effect: Effect): void => {
    if (effect.type !== 'segment.entered' && effect.type !== 'segment.exited') return;
    changes++;
    if (onChange !== null) {
      const segment = Number(effect.data.segment.slice('Segment'.length));
      onChange(effect.subject, segment, effect.type === 'segment.entered', effect.timeMs);
    }
  };
  return {
    take: (event) => {
      line++;
      playback.record(
        { kind: 'json', text: event.toString('utf8'), origin: { input: 'bench', line } },
        null,
        emit,
      );
    },
    changes: () => changes,
    timers: () => playback.timersFired,
    playback,
  };
}
