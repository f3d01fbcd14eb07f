import type { View } from './state/views.js';
import type { Backoff } from './stream/backoff.js';
import { binaryCodec } from './stream/codec.js';
import { Connection, type ConnectionState } from './stream/connection.js';
import { defaultEnvironment, type Environment } from './stream/environment.js';
import type { LivenessOptions } from './stream/liveness.js';
import type { Position } from './stream/position.js';
import type { Report, Reporter } from './stream/report.js';
import { rethrowLater } from './stream/rethrow.js';
import type { TokenSource } from './stream/token.js';
import { Topics } from './stream/topics.js';
import type { Dispose, Listener } from './stream/update.js';
import { streamUrl } from './stream/url.js';

export interface ClientOptions extends Partial<LivenessOptions>, Partial<Environment> {
  /** The server (`https://scores.example`) or its stream (`wss://scores.example/v1/stream`). */
  readonly url: string | URL;
  /** Where the server wants one: a token, or a function that fetches one, which is called again before it expires. */
  readonly token?: TokenSource;
  /** Name and version of the program, shown to the server's operators. */
  readonly name?: string;
  /** Waits of up to 0.5 s at first and 10 s at most by default. */
  readonly backoff?: Backoff;
  /** How long a connection stays open without any topic, in ms; 5,000 by default. */
  readonly lingerMs?: number;
  readonly onReport?: Reporter;
}

export interface SubscribeOptions {
  /** Ends the subscription when aborted, as calling the disposer does. */
  readonly signal?: AbortSignal;
  /** How far behind live, 0–120 s; 0 by default. The server may grant more, never less. */
  readonly delaySeconds?: number;
}

export interface EventsOptions extends SubscribeOptions {
  /** Every entry after this position: a kept one, or `{ epoch, seq: 0 }` for all; without it, from a snapshot on. */
  readonly after?: Position;
}

/** What a client had to mend since it was made. */
export interface Counters {
  readonly disconnects: number;
  readonly gaps: number;
  readonly hashMismatches: number;
}

/** Follows topics over one connection, which it opens when the first listener comes. Listeners of one topic share it. */
export interface Client {
  /** The whole state of a match. */
  match(id: string, listener: Listener<'match'>, options?: SubscribeOptions): Dispose;
  /** Participants, status, clock and score of a match: a small part of its traffic. */
  score(id: string, listener: Listener<'score'>, options?: SubscribeOptions): Dispose;
  /** Every entry of a match's log, none merged: `update.entry` says what it was. */
  events(id: string, listener: Listener<'match'>, options?: EventsOptions): Dispose;
  /** A list of headlines: `live`, `sport/tennis`, `day/2026-11-22`, `live/2` for its second page. */
  board(name: string, listener: Listener<'board'>, options?: SubscribeOptions): Dispose;
  /** Tells how the connection stands: now (soon), and on every change. */
  onConnection(listener: (state: ConnectionState) => void): Dispose;
  readonly connection: ConnectionState;
  readonly counters: Counters;
  /** The server's time as far as it is known here, ms since 1970. */
  serverTimeMs(): number;
  /** Uses another token from now on; brings back a client that was refused. */
  authenticate(token: TokenSource): void;
  /** Ends all subscriptions and the connection, for good. */
  close(): void;
}

/** @throws TypeError when `url` is no address of a server. */
export function createClient(options: ClientOptions): Client {
  return new StreamClient(options);
}

// A connection that says nothing is tried after 8 s and given up 4 s later: a reader in a tunnel sees “not live” in time, and
// a quiet board costs the server one small frame every 8 s.
const PING_AFTER_MS = 8_000;
const PONG_WITHIN_MS = 4_000;
const CONNECT_WITHIN_MS = 10_000;
const STEADY_AFTER_MS = 10_000;
const LINGER_MS = 5_000;
const BACKOFF: Backoff = { baseMs: 500, maxMs: 10_000 };

class StreamClient implements Client {
  readonly #environment: Environment;
  readonly #lingerMs: number;
  readonly #onReport: Reporter | undefined;
  readonly #connection: Connection;
  readonly #topics: Topics;
  readonly #connectionListeners = new Set<(state: ConnectionState) => void>();
  readonly #counters = { disconnects: 0, gaps: 0, hashMismatches: 0 };
  #cancelLinger: () => void = () => {};
  #isClosed = false;

  constructor(options: ClientOptions) {
    this.#environment = environmentOf(options);
    this.#lingerMs = options.lingerMs ?? LINGER_MS;
    this.#onReport = options.onReport;
    const backoff = options.backoff ?? BACKOFF;
    const reporter = (report: Report) => this.#report(report);
    this.#connection = new Connection(
      {
        url: streamUrl(options.url),
        token: options.token,
        clientName: options.name ?? 'fanout-js/0.1.0',
        pingAfterMs: options.pingAfterMs ?? PING_AFTER_MS,
        pongWithinMs: options.pongWithinMs ?? PONG_WITHIN_MS,
        connectWithinMs: CONNECT_WITHIN_MS,
        steadyAfterMs: STEADY_AFTER_MS,
        backoff,
      },
      this.#environment,
      binaryCodec,
      {
        changed: (state) => this.#connectionChanged(state),
        received: (decoded) => this.#topics.received(decoded),
        reported: reporter,
      },
    );
    this.#topics = new Topics(this.#connection, this.#environment, backoff, reporter);
  }

  match(id: string, listener: Listener<'match'>, options: SubscribeOptions = {}): Dispose {
    return this.#follow('match', `match/${id}`, listener, options);
  }

  score(id: string, listener: Listener<'score'>, options: SubscribeOptions = {}): Dispose {
    return this.#follow('score', `score/${id}`, listener, options);
  }

  events(id: string, listener: Listener<'match'>, options: EventsOptions = {}): Dispose {
    return this.#follow('match', `events/${id}`, listener, options, options.after);
  }

  board(name: string, listener: Listener<'board'>, options: SubscribeOptions = {}): Dispose {
    return this.#follow('board', `board/${name}`, listener, options);
  }

  onConnection(listener: (state: ConnectionState) => void): Dispose {
    let wasTold = false;
    const own = (state: ConnectionState) => {
      wasTold = true;
      listener(state);
    };
    this.#connectionListeners.add(own);
    queueMicrotask(() => {
      if (!wasTold && this.#connectionListeners.has(own)) own(this.#connection.state);
    });
    return () => this.#connectionListeners.delete(own);
  }

  get connection(): ConnectionState {
    return this.#connection.state;
  }

  get counters(): Counters {
    return { ...this.#counters };
  }

  serverTimeMs(): number {
    return this.#connection.serverClock.at(this.#environment.now());
  }

  authenticate(token: TokenSource): void {
    this.#connection.authenticate(token);
  }

  close(): void {
    this.#isClosed = true;
    this.#connectionListeners.clear();
    this.#cancelLinger();
    this.#topics.clear();
    this.#connection.stop();
  }

  #follow<V extends View>(
    view: V,
    topic: string,
    listener: Listener<V>,
    { signal, delaySeconds = 0 }: SubscribeOptions,
    after: Position | null = null,
  ): Dispose {
    if (this.#isClosed) throw new Error(`${topic}: this client is closed`);
    if (signal?.aborted === true) return () => {};
    this.#cancelLinger();
    const unfollow = this.#topics.follow(view, topic, delaySeconds, after, listener, () => this.#lingerIfIdle());
    this.#connection.start();
    const dispose = () => {
      signal?.removeEventListener('abort', dispose);
      unfollow();
    };
    signal?.addEventListener('abort', dispose, { once: true });
    return dispose;
  }

  /** A page that changes its widgets should not open a connection for each. */
  #lingerIfIdle(): void {
    if (!this.#topics.isEmpty || this.#isClosed) return;
    this.#cancelLinger();
    this.#cancelLinger = this.#environment.after(this.#lingerMs, () => this.#connection.stop());
  }

  #connectionChanged(state: ConnectionState): void {
    this.#topics.connectionChanged(state);
    for (const listener of [...this.#connectionListeners]) {
      try {
        listener(state);
      } catch (error) {
        rethrowLater(error);
      }
    }
  }

  #report(report: Report): void {
    if (report.kind === 'disconnected') this.#counters.disconnects++;
    else if (report.kind === 'gap') this.#counters.gaps++;
    else if (report.kind === 'hash-mismatch') this.#counters.hashMismatches++;
    this.#onReport?.(report);
  }
}

function environmentOf(options: ClientOptions): Environment {
  const standard = defaultEnvironment();
  return {
    now: options.now ?? standard.now,
    after: options.after ?? standard.after,
    random: options.random ?? standard.random,
    openSocket: options.openSocket ?? standard.openSocket,
  };
}
