import { ErrorCode_Value, type Error as ErrorFrame } from '../gen/fanout/v1/frames_pb.js';

/** Why what we show may not be what is. */
export type StaleReason =
  | 'disconnected' // no connection to the server
  | 'resyncing' // connected, and not yet brought up to date
  | 'waiting' // connected, and told to ask again later: the server, or history for the delay, is not ready
  | 'behind' // the node says that it is not level with the log
  | 'feed'; // the server hears nothing from the match's source

/** Why a topic brings nothing more. The first is tried again by itself, now and then; all are on a reconnect. */
export type ClosedReason =
  | 'not-found'
  | 'delay-unavailable' // by nobody, ever: more than the server gives
  | 'not-allowed'
  | 'invalid'
  | 'limit'
  | 'removed'
  | 'refused'; // the connection: token refused or expired, too many connections…

/** How far a shown state can be trusted to be the present one (or, with a delay, the one that long ago). */
export type Freshness =
  | { readonly kind: 'live' }
  /** `sinceMs`: the last time it was known to be exact, ms since 1970 by the server's clock. */
  | { readonly kind: 'stale'; readonly sinceMs: number; readonly why: StaleReason }
  | { readonly kind: 'closed'; readonly reason: ClosedReason; readonly message: string };

/** What bears on the freshness of one topic; `null` where there is nothing amiss. */
export interface Circumstances {
  readonly closed: { readonly reason: ClosedReason; readonly message: string } | null;
  readonly connected: boolean;
  /** The server asked to be asked again later. */
  readonly waiting: boolean;
  /** Since when frames may be missing: the connection was lost, or a gap was found. */
  readonly inexactSinceMs: number | null;
  readonly behindSinceMs: number | null;
  readonly feedStaleSinceMs: number | null;
}

export function freshnessOf(now: Circumstances): Freshness {
  if (now.closed !== null) return { kind: 'closed', ...now.closed };
  if (now.inexactSinceMs !== null) {
    return stale(now.inexactSinceMs, !now.connected ? 'disconnected' : now.waiting ? 'waiting' : 'resyncing');
  }
  if (now.behindSinceMs !== null) return stale(now.behindSinceMs, 'behind');
  if (now.feedStaleSinceMs !== null) return stale(now.feedStaleSinceMs, 'feed');
  return { kind: 'live' };
}

export function isSameFreshness(a: Freshness, b: Freshness): boolean {
  if (a.kind === 'stale') return b.kind === 'stale' && a.sinceMs === b.sinceMs && a.why === b.why;
  if (a.kind === 'closed') return b.kind === 'closed' && a.reason === b.reason && a.message === b.message;
  return b.kind === a.kind;
}

function stale(sinceMs: number, why: StaleReason): Freshness {
  return { kind: 'stale', sinceMs, why };
}

/** What a topic's `error` means for it; `null`: it passes, and so for a code of a later minor. */
export function closedReasonOf({ code, retryAfterMs }: Pick<ErrorFrame, 'code' | 'retryAfterMs'>): ClosedReason | null {
  switch (code) {
    case ErrorCode_Value.NOT_FOUND:
      return 'not-found';
    case ErrorCode_Value.DELAY_UNAVAILABLE:
      return retryAfterMs === 0 ? 'delay-unavailable' : null; // or history does not reach back that far yet
    case ErrorCode_Value.NOT_ALLOWED:
      return 'not-allowed';
    case ErrorCode_Value.INVALID:
      return 'invalid';
    case ErrorCode_Value.LIMIT:
      return 'limit';
    default:
      return null;
  }
}
