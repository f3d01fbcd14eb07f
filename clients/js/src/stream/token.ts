import type { Environment } from './environment.js';

/** A token, or what fetches one: before every connection, and in good time before the one in use expires. */
export type TokenSource = string | (() => string | Promise<string>);

/** How long before its expiry a token is replaced, in ms; half of its remaining life where that is shorter. */
const REFRESH_BEFORE_MS = 60_000;
const RETRY_AFTER_MS = 5_000;
/** The longest wait that a timer of the platform takes (2³¹ − 1 ms); past it the timer would fire at once. */
const TIMER_MS_MAX = 2_147_483_647;

/** Replaces a token in band before it expires. One at a time: `stop` before the connection goes. */
export class TokenRefresh {
  readonly #environment: Environment;
  #cancel: () => void = () => {};

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Calls `refresh` once, in time for a token that has `remainingMs` to live. */
  schedule(remainingMs: number, refresh: () => void): void {
    this.stop();
    const waitMs = Math.max(remainingMs - REFRESH_BEFORE_MS, remainingMs / 2, 0);
    if (waitMs <= TIMER_MS_MAX) this.#cancel = this.#environment.after(waitMs, refresh);
  }

  /** Calls `refresh` once, a little later: fetching the token failed. */
  retry(refresh: () => void): void {
    this.stop();
    this.#cancel = this.#environment.after(RETRY_AFTER_MS, refresh);
  }

  stop(): void {
    this.#cancel();
    this.#cancel = () => {};
  }
}
