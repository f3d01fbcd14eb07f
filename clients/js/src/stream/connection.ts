import type { Authorized, Goodbye, Limits, Pong, Welcome } from '../gen/fanout/v1/frames_pb.js';
import type { Immutable } from '../state/immutable.js';
import { type Backoff, backoffMs } from './backoff.js';
import { CloseCode, reconnects } from './closing.js';
import type { Codec, Decoded, Request } from './codec.js';
import type { Environment, Socket } from './environment.js';
import { Liveness, type LivenessOptions } from './liveness.js';
import type { Report } from './report.js';
import { ServerClock } from './server-clock.js';
import { TokenRefresh, type TokenSource } from './token.js';

/**
 * <code>
 * idle ──start──► connecting ──welcome──► open
 *                   ▲     └──────lost──────┤ lost
 *                   └──waited── waiting ◄──┘        refused (by close code) from connecting or open ──► closed
 * </code>
 * `stop` leads from everywhere to idle, `start` from idle and closed to connecting.
 */
export type ConnectionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting'; readonly attempt: number }
  | {
      readonly kind: 'open';
      readonly session: string;
      readonly node: string;
      readonly limits: Immutable<Limits> | undefined;
    }
  /** `untilMs` is when the next attempt begins, ms since 1970 by the local clock. */
  | { readonly kind: 'waiting'; readonly attempt: number; readonly untilMs: number; readonly reason: string }
  /** For good: the server does not want this client back as it is. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

export interface ConnectionOptions extends LivenessOptions {
  readonly url: string;
  readonly token: TokenSource | undefined;
  /** Name and version of this client, for the server's operators. */
  readonly clientName: string;
  readonly backoff: Backoff;
  /** How long a connection may take from opening the socket to `welcome`, in ms. */
  readonly connectWithinMs: number;
  /** How long a connection must have been open, in ms, for the next wait to begin from the shortest again. */
  readonly steadyAfterMs: number;
}

export interface ConnectionEvents {
  changed(state: ConnectionState): void;
  /** Every frame that is not about the connection itself; only while open. */
  received(decoded: Decoded): void;
  reported(report: Report): void;
}

/** The minor of the protocol that this build speaks. */
const MINOR = 1;

/** Whatever a server says, a client tries some day; and past 2³¹ ms the platform's timer would fire at once. */
const TOLD_TO_WAIT_MAX_MS = 3_600_000;

/** Owns the socket: opens it, tries it, replaces it. Knows nothing of topics. */
export class Connection {
  readonly serverClock = new ServerClock();
  readonly #options: ConnectionOptions;
  readonly #environment: Environment;
  readonly #codec: Codec;
  readonly #events: ConnectionEvents;
  readonly #tokenRefresh: TokenRefresh;
  #token: TokenSource | undefined;
  #state: ConnectionState = { kind: 'idle' };
  #socket: Socket | null = null;
  /** The one timer of the present state: connect timeout, liveness or backoff. */
  #cancelTimer: () => void = () => {};
  #liveness: Liveness | null = null;
  #ping: { nonce: number; sentMs: number } | null = null;
  #pingCount = 0;
  #goodbye: Goodbye | null = null;
  #attempt = 0;
  #openedMs = 0;

  constructor(options: ConnectionOptions, environment: Environment, codec: Codec, events: ConnectionEvents) {
    this.#options = options;
    this.#environment = environment;
    this.#codec = codec;
    this.#events = events;
    this.#token = options.token;
    this.#tokenRefresh = new TokenRefresh(environment);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** When a message last came, ms since 1970 by the local clock; `null` before the first. */
  get heardMs(): number | null {
    return this.#liveness?.heardMs ?? null;
  }

  start(): void {
    if (this.#state.kind !== 'idle' && this.#state.kind !== 'closed') return;
    this.#attempt = 0;
    this.#connect();
  }

  stop(): void {
    this.#release(CloseCode.NORMAL);
    this.#become({ kind: 'idle' });
  }

  /** Sends while open; otherwise does nothing, since whoever asks for topics asks again when it opens. */
  send(request: Request): void {
    if (this.#state.kind === 'open') this.#write(request);
  }

  /** Uses another token from now on: in band while open, and for every later connection. */
  authenticate(token: TokenSource): void {
    this.#token = token;
    if (this.#state.kind === 'open') this.#refreshToken();
    else if (this.#state.kind === 'closed') this.start();
  }

  #connect(): void {
    this.#become({ kind: 'connecting', attempt: this.#attempt });
    this.#cancelTimer = this.#environment.after(this.#options.connectWithinMs, () =>
      this.#lost(CloseCode.ABNORMAL, `no welcome within ${this.#options.connectWithinMs} ms`),
    );
    this.#withToken(
      (token) => this.#open(token),
      (error) => this.#lost(CloseCode.ABNORMAL, `no token: ${error}`),
    );
  }

  /** Passes on the token, at once where it is at hand; nothing when the state is another by the time it was fetched. */
  #withToken(use: (token: string) => void, fail: (error: string) => void): void {
    const source = this.#token;
    if (typeof source !== 'function') {
      use(source ?? '');
      return;
    }
    const asked = this.#state;
    const unlessOver = (then: (value: string) => void) => (value: unknown) => {
      if (this.#state === asked) then(String(value));
    };
    Promise.resolve().then(source).then(unlessOver(use), unlessOver(fail));
  }

  #open(token: string): void {
    try {
      this.#socket = this.#environment.openSocket(this.#options.url, this.#codec.subprotocol, {
        opened: () => this.#write({ case: 'hello', value: { token, client: this.#options.clientName, minor: MINOR } }),
        received: (data) => this.#received(data),
        closed: (code, reason) => this.#closed(code, reason),
      });
    } catch (error) {
      // A socket that cannot even be made (insecure from a secure page, no such class) cannot be made later either.
      this.#release(CloseCode.NORMAL);
      this.#become({ kind: 'closed', code: CloseCode.ABNORMAL, reason: String(error) });
    }
  }

  #received(data: ArrayBuffer | string): void {
    this.#liveness?.heard(this.#environment.now());
    let decoded: Decoded;
    try {
      decoded = this.#codec.decode(data);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#events.reported({ kind: 'undecodable', message });
      this.#lost(CloseCode.ABNORMAL, message, CloseCode.STREAM_PROTOCOL_ERROR);
      return;
    }
    const { frame } = decoded;
    if (frame.case === 'welcome') this.#welcomed(frame.value);
    else if (frame.case === 'goodbye') this.#goodbye = frame.value;
    else if (frame.case === 'authorized') this.#authorized(frame.value);
    else if (frame.case === 'pong') this.#ponged(frame.value);
    else if (this.#state.kind === 'open') this.#events.received(decoded);
  }

  #welcomed({ session, node, serverTimeMs, limits }: Welcome): void {
    if (this.#state.kind !== 'connecting') return;
    const nowMs = this.#environment.now();
    this.serverClock.welcome(serverTimeMs, nowMs);
    this.#openedMs = nowMs;
    this.#liveness = new Liveness(this.#options, nowMs);
    this.#become({ kind: 'open', session, node, limits });
    this.#sendPing(); // measures the round trip, for a better estimate of the server's time
    this.#watch();
  }

  #authorized({ expiresMs }: Authorized): void {
    if (expiresMs === 0 || typeof this.#token !== 'function') return; // never, or nobody to ask for another
    const remainingMs = expiresMs - this.serverClock.at(this.#environment.now());
    this.#tokenRefresh.schedule(remainingMs, () => this.#refreshToken());
  }

  #refreshToken(): void {
    this.#withToken(
      (token) => this.send({ case: 'auth', value: { token } }),
      (error) => {
        this.#events.reported({ kind: 'token-failed', message: error });
        this.#tokenRefresh.retry(() => this.#refreshToken());
      },
    );
  }

  #ponged({ nonce, serverTimeMs }: Pong): void {
    if (this.#ping === null || nonce !== this.#ping.nonce) return;
    this.serverClock.pong(serverTimeMs, this.#ping.sentMs, this.#environment.now());
    this.#ping = null;
  }

  #watch(): void {
    if (this.#liveness === null) return;
    const nowMs = this.#environment.now();
    const verdict = this.#liveness.check(nowMs);
    if (verdict.kind === 'lost') {
      const silentMs = nowMs - this.#liveness.heardMs;
      this.#lost(CloseCode.ABNORMAL, `nothing received for ${silentMs} ms, and no answer to a ping`);
      return;
    }
    if (verdict.kind === 'ping') {
      this.#sendPing();
      this.#liveness.pinged(nowMs);
    }
    const waitMs = verdict.kind === 'wait' ? verdict.ms : this.#options.pongWithinMs;
    this.#cancelTimer();
    this.#cancelTimer = this.#environment.after(waitMs, () => this.#watch());
  }

  #sendPing(): void {
    this.#ping = { nonce: ++this.#pingCount, sentMs: this.#environment.now() };
    this.#write({ case: 'ping', value: { nonce: this.#ping.nonce } });
  }

  #write(request: Request): void {
    this.#socket?.send(this.#codec.encode(request));
  }

  #closed(code: number, reason: string): void {
    this.#socket = null;
    // A goodbye names the code that was meant; the close frame itself may not have made it.
    const meant = code === CloseCode.ABNORMAL ? this.#goodbye : null;
    this.#lost(meant?.code ?? code, meant?.reason ?? reason);
  }

  /** The connection is over for the reason of `code`; a socket that we let go ourselves is told `saying`. */
  #lost(code: number, reason: string, saying: number = CloseCode.NORMAL): void {
    const toldToWaitMs = Math.min(this.#goodbye?.reconnectAfterMs ?? 0, TOLD_TO_WAIT_MAX_MS);
    const nowMs = this.#environment.now();
    if (this.#state.kind === 'open' && nowMs - this.#openedMs >= this.#options.steadyAfterMs) this.#attempt = 0;
    this.#release(saying);
    if (!reconnects(code)) {
      this.#become({ kind: 'closed', code, reason });
      return;
    }
    const inMs = toldToWaitMs + backoffMs(this.#options.backoff, this.#attempt, () => this.#environment.random());
    this.#events.reported({ kind: 'disconnected', code, reason, inMs });
    this.#attempt++;
    this.#cancelTimer = this.#environment.after(inMs, () => this.#connect());
    this.#become({ kind: 'waiting', attempt: this.#attempt, untilMs: nowMs + inMs, reason });
  }

  /** Lets go of the socket and all that belongs to it. */
  #release(saying: number): void {
    this.#cancelTimer();
    this.#cancelTimer = () => {};
    this.#tokenRefresh.stop();
    this.#socket?.close(saying, '');
    this.#socket = null;
    this.#ping = null;
    this.#goodbye = null;
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#events.changed(state);
  }
}
