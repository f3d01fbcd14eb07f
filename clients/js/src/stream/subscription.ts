import {
  type Entry,
  ErrorCode_Value,
  type Error as ErrorFrame,
  type Subscribed,
  type Unsubscribed,
  UnsubscribedCode_Value,
} from '../gen/fanout/v1/frames_pb.js';
import { expectsNews } from '../state/status.js';
import type { StateOf, View } from '../state/views.js';
import { type ClosedReason, closedReasonOf, freshnessOf, isSameFreshness } from './freshness.js';
import type { Position, StateFrame } from './position.js';
import { Replica } from './replica.js';
import type { Report } from './report.js';
import { rethrowLater } from './rethrow.js';
import type { Dispose, Listener, Update } from './update.js';

/** What a subscription needs of the client that holds it. */
export interface Host {
  isConnected(): boolean;
  /** Server's time, ms since 1970. */
  nowMs(): number;
  /** Puts the topic into the next `subscribe`, after `ms`; returns what cancels it. */
  askAfter(ms: number, topic: string): () => void;
  /** Upper bound, with full jitter, of the wait before the `attempt`-th try. */
  backoffMs(attempt: number): number;
  random(): number;
  report(report: Report): void;
}

type Phase =
  | { readonly kind: 'unasked' }
  | { readonly kind: 'asked'; readonly ref: number }
  | { readonly kind: 'held'; readonly topicId: number };

/** How long, at least, to leave a topic alone that was not to be had, in ms. */
const RETRY_AFTER_MS = { passing: 1_000, lasting: 15_000 } as const;
/** No server needs longer: by then it holds as much past as the longest delay asks for. */
const RETRY_AFTER_MAX_MS = 120_000;
/** Part of the wait by which it is drawn out at random at most: those who were sent away together must not come back so. */
const RETRY_SPREAD = 0.1;

/** The interest of all of a client's listeners in one topic, across resyncs and reconnects. */
export class Subscription<V extends View> {
  readonly topic: string;
  readonly delaySeconds: number;
  readonly #host: Host;
  readonly #replica: Replica<V>;
  readonly #listeners = new Set<Listener<V>>();
  #phase: Phase = { kind: 'unasked' };
  #standingId: number | null = null;
  #cancelAsking: () => void = () => {};
  /** The next request names no position: what we have is not to be built on. */
  #fromScratch = false;
  /** Resyncs since the last delta that applied. */
  #resyncCount = 0;
  #closed: { reason: ClosedReason; message: string } | null = null;
  /** Told to ask again later, and not yet answered otherwise. */
  #isWaiting = false;
  #inexactSinceMs: number | null;
  #behindSinceMs: number | null = null;
  #grantedDelaySeconds: number;
  #last: Update<V>;

  constructor(view: V, topic: string, delaySeconds: number, host: Host, after: Position | null = null) {
    this.topic = topic;
    this.delaySeconds = delaySeconds;
    this.#grantedDelaySeconds = delaySeconds;
    this.#host = host;
    this.#replica = new Replica(view);
    if (after !== null) this.#replica.beginAt(after);
    this.#inexactSinceMs = host.nowMs();
    this.#last = this.#update(null, null);
  }

  /** The node's number for the topic while its frames are to be taken; `null` while none are. */
  get topicId(): number | null {
    return this.#phase.kind === 'held' ? this.#phase.topicId : null;
  }

  /**
   * The node's number for the topic while the node may still hold it for this connection: from `subscribed` on, also while
   * the topic is asked for anew, since an `error` to that leaves it as it was.
   */
  get standingId(): number | null {
    return this.#standingId;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Adds a listener and tells it, soon but not at once, how things stand. */
  listen(listener: Listener<V>): Dispose {
    let wasTold = false;
    const own: Listener<V> = (update) => {
      const isFirst = !wasTold;
      wasTold = true;
      listener(isFirst ? { ...update, previous: null } : update);
    };
    this.#listeners.add(own);
    queueMicrotask(() => {
      if (!wasTold) this.#tell(own, { ...this.#last, entry: null });
    });
    return () => this.#listeners.delete(own);
  }

  dispose(): void {
    this.#cancelAsking();
    this.#listeners.clear();
  }

  /** Notes that the topic is asked for with `ref`; returns where it stands. Frames are dropped until the answer. */
  ask(ref: number): { topic: string; position?: Position; delaySeconds: number } {
    this.#cancelAsking();
    this.#phase = { kind: 'asked', ref };
    const position = this.#fromScratch ? null : this.#replica.position;
    return { topic: this.topic, delaySeconds: this.delaySeconds, ...(position !== null && { position }) };
  }

  subscribed(frame: Subscribed, behindSinceMs: number | null): void {
    const isAnswer = this.#phase.kind === 'asked' && this.#phase.ref === frame.ref;
    const isNewEpoch = frame.ref === 0 && this.topicId === frame.topicId;
    if (!isAnswer && !isNewEpoch) return; // the answer to an earlier request
    this.#phase = { kind: 'held', topicId: frame.topicId };
    this.#standingId = frame.topicId;
    this.#fromScratch = false;
    this.#closed = null;
    this.#isWaiting = false;
    this.#behindSinceMs = behindSinceMs;
    this.#grantedDelaySeconds = frame.delaySeconds;
    if (!this.#replica.answer(frame)) {
      this.#resync('from-scratch');
      return;
    }
    this.#noteExactness();
    this.#publish(null);
  }

  received(frame: StateFrame, exact: boolean): void {
    const outcome = this.#replica.receive(frame, exact);
    if (outcome.kind === 'ignored') return;
    if (outcome.kind === 'gap') {
      const { position } = this.#replica;
      this.#host.report({ kind: 'gap', topic: this.topic, position, seq: outcome.seq });
      this.#resync('from-position');
      return;
    }
    if (outcome.kind === 'differs') {
      this.#reportDifference(frame, outcome.expected, outcome.actual);
      if (!outcome.adopted) {
        this.#resync('from-scratch');
        return;
      }
    }
    if (frame.case !== 'snapshot') this.#resyncCount = 0;
    this.#noteExactness();
    this.#publish(frame.case === 'entry' ? frame.value : null);
  }

  refused(error: ErrorFrame): void {
    if (this.#phase.kind !== 'asked' || this.#phase.ref !== error.ref) return;
    this.#phase = { kind: 'unasked' };
    if (error.code === ErrorCode_Value.HISTORY_GONE) {
      const first = error.first === undefined ? null : { epoch: error.first.epoch, seq: error.first.seq };
      this.#host.report({ kind: 'history-gone', topic: this.topic, first });
      this.#resync('from-scratch');
      return;
    }
    const reason = closedReasonOf(error);
    this.#closed = reason === null ? null : { reason, message: error.message };
    this.#isWaiting = reason === null;
    if (reason === null || reason === 'not-found') {
      const leastMs = RETRY_AFTER_MS[reason === null ? 'passing' : 'lasting'];
      this.#askLater(Math.min(Math.max(leastMs, error.retryAfterMs), RETRY_AFTER_MAX_MS), leastMs);
    }
    this.#publish(null);
  }

  unsubscribed({ code, reason }: Unsubscribed): void {
    if (code === UnsubscribedCode_Value.REQUESTED) return; // an earlier interest of ours in the same topic
    this.#standingId = null;
    const lasting = closedByServer(code);
    if (lasting === null) {
      this.#resync('from-position');
      return;
    }
    this.#phase = { kind: 'unasked' };
    this.#closed = { reason: lasting, message: reason };
    this.#publish(null);
  }

  /** This node is level with the log again (`null`), or is not since `behindSinceMs`. */
  level(behindSinceMs: number | null): void {
    this.#behindSinceMs = behindSinceMs;
    this.#publish(null);
  }

  /** The connection is gone, and was known to work at `sinceMs`; `closed`: it will not come back. */
  disconnected(sinceMs: number, closed: string | null): void {
    this.#cancelAsking();
    this.#phase = { kind: 'unasked' };
    this.#standingId = null;
    this.#isWaiting = false;
    this.#behindSinceMs = null;
    this.#inexactSinceMs ??= sinceMs;
    this.#closed = closed === null ? null : { reason: 'refused', message: closed };
    this.#publish(null);
  }

  #resync(how: 'from-position' | 'from-scratch'): void {
    this.#phase = { kind: 'unasked' };
    if (how === 'from-scratch') this.#fromScratch = true;
    this.#inexactSinceMs ??= this.#host.nowMs();
    // The first at once; should that not mend it, a server is not to be asked at the pace of its own deltas.
    this.#askAfter(this.#resyncCount === 0 ? 0 : this.#host.backoffMs(this.#resyncCount - 1));
    this.#resyncCount++;
    this.#publish(null);
  }

  #askLater(ms: number, spreadMs: number): void {
    this.#askAfter(ms + this.#host.random() * Math.max(spreadMs, ms * RETRY_SPREAD));
  }

  #askAfter(ms: number): void {
    this.#cancelAsking();
    this.#cancelAsking = this.#host.askAfter(ms, this.topic);
  }

  #reportDifference(frame: StateFrame, expected: number, actual: number): void {
    const seq = frame.case === 'snapshot' ? (frame.value.position?.seq ?? 0) : frame.value.seq;
    const position = { epoch: this.#replica.position?.epoch ?? 0, seq };
    this.#host.report({ kind: 'hash-mismatch', topic: this.topic, position, expected, actual });
  }

  #noteExactness(): void {
    this.#inexactSinceMs = this.#replica.isCaughtUp ? null : (this.#inexactSinceMs ?? this.#host.nowMs());
  }

  #publish(entry: Entry | null): void {
    const update = this.#update(this.#last.state as StateOf<V> | null, entry);
    const last = this.#last;
    const isNews =
      entry !== null ||
      update.state !== last.state ||
      update.position?.seq !== last.position?.seq ||
      update.position?.epoch !== last.position?.epoch ||
      update.delaySeconds !== last.delaySeconds ||
      !isSameFreshness(update.freshness, last.freshness);
    if (!isNews) return;
    this.#last = update;
    for (const listener of [...this.#listeners]) this.#tell(listener, update);
  }

  #update(previous: StateOf<V> | null, entry: Entry | null): Update<V> {
    const { state, position, hash } = this.#replica;
    return {
      topic: this.topic,
      state: state as Update<V>['state'],
      previous: previous as Update<V>['previous'],
      position,
      hash,
      freshness: freshnessOf({
        closed: this.#closed,
        connected: this.#host.isConnected(),
        waiting: this.#isWaiting,
        inexactSinceMs: this.#inexactSinceMs,
        behindSinceMs: this.#behindSinceMs,
        feedStaleSinceMs: state === null ? null : feedStaleSinceMs(state),
      }),
      delaySeconds: this.#grantedDelaySeconds,
      entry: entry as Update<V>['entry'],
    };
  }

  #tell(listener: Listener<V>, update: Update<V>): void {
    if (!this.#listeners.has(listener)) return;
    try {
      listener(update);
    } catch (error) {
      rethrowLater(error);
    }
  }
}

function closedByServer(code: UnsubscribedCode_Value): ClosedReason | null {
  if (code === UnsubscribedCode_Value.ENTITLEMENT_LOST) return 'not-allowed';
  return code === UnsubscribedCode_Value.REMOVED ? 'removed' : null;
}

/** Boards have no feed of their own; their rows do. */
function feedStaleSinceMs(state: StateOf<View>): number | null {
  if (!('feed' in state) || state.feed === undefined || !expectsNews(state.status)) return null;
  return state.feed.staleSinceMs === 0 ? null : state.feed.staleSinceMs;
}
