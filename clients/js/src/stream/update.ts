import type { Entry } from '../gen/fanout/v1/frames_pb.js';
import type { Immutable } from '../state/immutable.js';
import type { StateOf, View } from '../state/views.js';
import type { Freshness } from './freshness.js';
import type { Position } from './position.js';
import type { StateHash } from './replica.js';

/** What a listener is told: what holds now, and how far to trust it. */
export interface Update<V extends View = View> {
  readonly topic: string;
  /** `null` before the first snapshot, and on `events/` continued from a position. Unchanged parts keep their identity. */
  readonly state: Immutable<StateOf<V>> | null;
  /** The state of the update before; the same object when only the freshness changed, `null` in a listener's first. */
  readonly previous: Immutable<StateOf<V>> | null;
  readonly position: Position | null;
  readonly hash: StateHash | null;
  readonly freshness: Freshness;
  /** How far behind live this is: as granted, which may be more than was asked for. */
  readonly delaySeconds: number;
  /** On `events/`: the entry that this update is about; `null` for snapshots and changes of freshness. */
  readonly entry: Immutable<Entry> | null;
}

export type Listener<V extends View> = (update: Update<V>) => void;
/** Ends a subscription; harmless when called again. */
export type Dispose = () => void;
