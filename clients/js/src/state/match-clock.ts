import type { Clock } from '../gen/fanout/v1/match_pb.js';
import { ClockKind_Value } from '../gen/fanout/v1/vocabulary_pb.js';
import type { Immutable } from './immutable.js';

/**
 * What the clock of the sport shows, in ms, at `timeMs` (ms since 1970 by the server's clock, less the delay of the
 * subscription); `null` where the sport has no clock or none is known.
 */
export function clockReadingMs(clock: Immutable<Clock> | undefined, timeMs: number): number | null {
  if (clock === undefined) return null;
  const { kind, running, valueMs, anchorMs } = clock;
  if (kind !== ClockKind_Value.UP && kind !== ClockKind_Value.DOWN) return null;
  if (!running) return valueMs;
  // An anchor that seems to lie ahead is the error of our estimate of the server's time: the clock has not moved yet.
  const elapsedMs = Math.max(0, timeMs - anchorMs);
  return kind === ClockKind_Value.UP ? valueMs + elapsedMs : Math.max(0, valueMs - elapsedMs);
}
