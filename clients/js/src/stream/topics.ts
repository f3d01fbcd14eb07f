import { ErrorCode_Value } from '../gen/fanout/v1/frames_pb.js';
import type { View } from '../state/views.js';
import { type Backoff, backoffMs } from './backoff.js';
import type { Decoded, FrameOf } from './codec.js';
import type { Connection, ConnectionState } from './connection.js';
import type { Environment } from './environment.js';
import type { Position } from './position.js';
import type { Reporter } from './report.js';
import { type Host, Subscription } from './subscription.js';
import type { Dispose, Listener } from './update.js';

/** What a topic takes in a `subscribe` beside its name, in bytes, at most; a share of what the frame itself takes included. */
const TOPIC_REQUEST_SIZE = 48;
/** A character of a name takes no more bytes in UTF-8 (RFC 3629; two characters of UTF-16 take four). */
const CHARACTER_SIZE_MAX = 3;
/** The size to keep a message under while the server has not said its own limit. */
const MESSAGE_SIZE_ASSUMED = 4_096;

type AnySubscription = Subscription<View>;

/** The subscriptions of a client: asks for their topics, and brings each frame to its own. */
export class Topics {
  readonly #connection: Connection;
  readonly #report: Reporter;
  readonly #host: Host;
  readonly #byTopic = new Map<string, AnySubscription>();
  readonly #byTopicId = new Map<number, AnySubscription>();
  readonly #toAsk = new Set<AnySubscription>();
  #refCount = 0;
  /** Since when this node as a whole is not level with the log. */
  #behindSinceMs: number | null = null;

  constructor(connection: Connection, environment: Environment, backoff: Backoff, report: Reporter) {
    this.#connection = connection;
    this.#report = report;
    const random = () => environment.random();
    this.#host = {
      isConnected: () => connection.state.kind === 'open',
      nowMs: () => connection.serverClock.at(environment.now()),
      backoffMs: (attempt) => backoffMs(backoff, attempt, random),
      random,
      askAfter: (ms, topic) => {
        if (ms > 0) return environment.after(ms, () => this.#ask(topic));
        this.#ask(topic);
        return () => {};
      },
      report,
    };
  }

  get isEmpty(): boolean {
    return this.#byTopic.size === 0;
  }

  /** Adds a listener; its disposer tells `dropped` when it was the topic's last. */
  follow<V extends View>(
    view: V,
    topic: string,
    delaySeconds: number,
    after: Position | null,
    listener: Listener<V>,
    dropped: () => void,
  ): Dispose {
    const subscription = this.#subscription(view, topic, delaySeconds, after);
    const unlisten = subscription.listen(listener);
    return () => {
      unlisten();
      if (subscription.listenerCount === 0 && this.#drop(subscription as unknown as AnySubscription)) dropped();
    };
  }

  clear(): void {
    for (const subscription of this.#byTopic.values()) subscription.dispose();
    this.#byTopic.clear();
    this.#byTopicId.clear();
    this.#toAsk.clear();
  }

  connectionChanged(state: ConnectionState): void {
    this.#byTopicId.clear();
    this.#behindSinceMs = null;
    if (state.kind === 'open') {
      for (const topic of this.#byTopic.keys()) this.#ask(topic);
      return;
    }
    const { heardMs, serverClock } = this.#connection;
    const sinceMs = heardMs === null ? this.#host.nowMs() : serverClock.at(heardMs);
    const closed = state.kind === 'closed' ? state.reason || `close code ${state.code}` : null;
    for (const subscription of this.#byTopic.values()) subscription.disconnected(sinceMs, closed);
  }

  received({ frame, exact }: Decoded): void {
    switch (frame.case) {
      case 'delta':
      case 'entry':
      case 'snapshot':
        this.#withTopicId(frame.value.topicId, (subscription) => subscription.received(frame, exact));
        break;
      case 'subscribed':
        this.#subscribed(frame.value);
        break;
      case 'unsubscribed':
        this.#withTopicId(frame.value.topicId, (subscription) => subscription.unsubscribed(frame.value));
        break;
      case 'level':
        this.#level(frame.value);
        break;
      case 'error':
        this.#refused(frame.value);
        break;
      default: // of a later minor
    }
  }

  #subscription<V extends View>(view: V, topic: string, delaySeconds: number, after: Position | null): Subscription<V> {
    // The first part of a topic decides its view, so what is found under a topic is of the view asked for.
    const existing = this.#byTopic.get(topic) as unknown as Subscription<V> | undefined;
    if (existing === undefined) {
      const made = new Subscription(view, topic, delaySeconds, this.#host, after);
      this.#byTopic.set(topic, made as unknown as AnySubscription);
      this.#ask(topic);
      return made;
    }
    if (existing.delaySeconds !== delaySeconds) {
      throw new Error(
        `${topic} is followed with a delay of ${existing.delaySeconds} s; ` +
          `${delaySeconds} s needs a client of its own, since a connection carries a topic once`,
      );
    }
    if (after !== null) throw new Error(`${topic} is followed already; only its first listener can say from where`);
    return existing;
  }

  #drop(subscription: AnySubscription): boolean {
    if (this.#byTopic.get(subscription.topic) !== subscription) return false; // dropped before
    this.#byTopic.delete(subscription.topic);
    this.#toAsk.delete(subscription);
    const { standingId } = subscription;
    if (standingId !== null) {
      this.#byTopicId.delete(standingId);
      this.#connection.send({ case: 'unsubscribe', value: { topicIds: [standingId] } });
    } // what is being asked for is declined when its answer comes
    subscription.dispose();
    return true;
  }

  #ask(topic: string): void {
    const subscription = this.#byTopic.get(topic);
    if (subscription === undefined || this.#connection.state.kind !== 'open') return; // all are asked for when it opens
    if (this.#toAsk.size === 0) queueMicrotask(() => this.#askAll());
    this.#toAsk.add(subscription);
  }

  /** What is asked for in one go shares a `subscribe`. */
  #askAll(): void {
    const subscriptions = [...this.#toAsk];
    this.#toAsk.clear();
    const { state } = this.#connection;
    if (state.kind !== 'open') return;
    const sizeMax = state.limits?.messageBytesMax || MESSAGE_SIZE_ASSUMED;
    for (let index = 0; index < subscriptions.length; ) {
      const ref = ++this.#refCount;
      const topics: ReturnType<AnySubscription['ask']>[] = [];
      for (let size = 0; index < subscriptions.length; index++) {
        const subscription = subscriptions[index] as AnySubscription;
        size += sizeOfRequest(subscription.topic);
        if (size > sizeMax && topics.length > 0) break;
        topics.push(subscription.ask(ref));
      }
      this.#connection.send({ case: 'subscribe', value: { ref, topics } });
    }
  }

  /** A subscription that gave up the frames of its topic, to ask for it again, is no longer found by number. */
  #withTopicId(topicId: number, use: (subscription: AnySubscription) => void): void {
    const subscription = this.#byTopicId.get(topicId);
    if (subscription === undefined) return;
    use(subscription);
    if (subscription.topicId !== topicId) this.#byTopicId.delete(topicId);
  }

  #subscribed(frame: FrameOf<'subscribed'>): void {
    const subscription = this.#byTopic.get(frame.topic);
    if (subscription === undefined) {
      this.#connection.send({ case: 'unsubscribe', value: { topicIds: [frame.topicId] } });
      return;
    }
    subscription.subscribed(frame, this.#behindSinceMs);
    if (subscription.topicId === frame.topicId) this.#byTopicId.set(frame.topicId, subscription);
  }

  #level({ topicIds, level, asOfMs }: FrameOf<'level'>): void {
    const behindSinceMs = level ? null : asOfMs;
    if (topicIds.length === 0) this.#behindSinceMs = behindSinceMs;
    for (const topicId of topicIds.length === 0 ? [...this.#byTopicId.keys()] : topicIds) {
      this.#byTopicId.get(topicId)?.level(behindSinceMs);
    }
  }

  #refused(error: FrameOf<'error'>): void {
    const { topic, code, message } = error;
    if (code === ErrorCode_Value.NOT_SUBSCRIBED) return; // an unsubscribe that crossed the end of its topic
    this.#report({ kind: 'server-error', topic, code, message });
    this.#byTopic.get(topic)?.refused(error);
  }
}

function sizeOfRequest(topic: string): number {
  return TOPIC_REQUEST_SIZE + topic.length * CHARACTER_SIZE_MAX;
}
