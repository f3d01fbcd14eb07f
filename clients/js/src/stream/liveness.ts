export interface LivenessOptions {
  /** After how many ms without a message the connection is tried with a ping. */
  readonly pingAfterMs: number;
  /** How many ms after that ping it counts as lost. */
  readonly pongWithinMs: number;
}

export type LivenessVerdict =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'ping' }
  | { readonly kind: 'lost' };

/**
 * Notices a connection that is open for us and gone for the peer, which the socket itself may not tell for many minutes.
 * The server's own pings do not help: browsers answer them without telling the page. It is told the time; it has no timer.
 */
export class Liveness {
  readonly #options: LivenessOptions;
  #heardMs: number;
  /** Of a ping since which nothing was heard. */
  #pingedMs: number | null = null;

  constructor(options: LivenessOptions, nowMs: number) {
    this.#options = options;
    this.#heardMs = nowMs;
  }

  get heardMs(): number {
    return this.#heardMs;
  }

  heard(nowMs: number): void {
    this.#heardMs = nowMs;
    this.#pingedMs = null;
  }

  /** What to do now. Only an unanswered ping loses a connection: a page that slept has heard nothing either. */
  check(nowMs: number): LivenessVerdict {
    if (this.#pingedMs !== null) return this.#until(this.#pingedMs + this.#options.pongWithinMs, nowMs, 'lost');
    return this.#until(this.#heardMs + this.#options.pingAfterMs, nowMs, 'ping');
  }

  pinged(nowMs: number): void {
    this.#pingedMs = nowMs;
  }

  #until(dueMs: number, nowMs: number, then: 'ping' | 'lost'): LivenessVerdict {
    return nowMs >= dueMs ? { kind: then } : { kind: 'wait', ms: dueMs - nowMs };
  }
}
