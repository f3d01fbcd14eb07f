import type { ErrorCode_Value } from '../gen/fanout/v1/frames_pb.js';
import type { Position } from './position.js';

/** What went wrong and was mended, or could not be: for logs and counters. Nothing here needs an answer. */
export type Report =
  /** The connection ended; `inMs` is how long until the next attempt. */
  | { readonly kind: 'disconnected'; readonly code: number; readonly reason: string; readonly inMs: number }
  /** A message that is no frame. The connection is replaced. */
  | { readonly kind: 'undecodable'; readonly message: string }
  /** A new token could not be fetched before the old one expires; tried again soon. */
  | { readonly kind: 'token-failed'; readonly message: string }
  /** A frame did not follow on the state; the topic is asked for again. */
  | { readonly kind: 'gap'; readonly topic: string; readonly position: Position | null; readonly seq: number }
  /** The state after a frame is not the server's. After a delta the topic is fetched anew; a snapshot is kept, unchecked. */
  | {
      readonly kind: 'hash-mismatch';
      readonly topic: string;
      readonly position: Position;
      readonly expected: number;
      readonly actual: number;
    }
  /** The server said `error`; `topic` is empty where it is not about one. */
  | { readonly kind: 'server-error'; readonly topic: string; readonly code: ErrorCode_Value; readonly message: string }
  /** What was missed of `events/` is gone everywhere; the topic goes on from a snapshot. `first` is the oldest position left. */
  | { readonly kind: 'history-gone'; readonly topic: string; readonly first: Position | null };

export type Reporter = (report: Report) => void;
