/**
 * Estimates the server's time from what it says about it: each sample is off by at most half of its round trip, so the one
 * with the shortest wins. Times are ms since 1970; local ones come from the injected clock.
 */
export class ServerClock {
  #offsetMs = 0;
  #roundTripMs = Number.POSITIVE_INFINITY;

  /** `welcome` of a new connection: the round trip is not known, and what an earlier node said no longer counts. */
  welcome(serverTimeMs: number, nowMs: number): void {
    this.#offsetMs = serverTimeMs - nowMs;
    this.#roundTripMs = Number.POSITIVE_INFINITY;
  }

  pong(serverTimeMs: number, pingedMs: number, nowMs: number): void {
    const roundTripMs = nowMs - pingedMs;
    if (roundTripMs < 0 || roundTripMs > this.#roundTripMs) return; // the local clock was set back, or a worse sample
    this.#roundTripMs = roundTripMs;
    this.#offsetMs = serverTimeMs + roundTripMs / 2 - nowMs;
  }

  /** The server's time at the local time `nowMs`. */
  at(nowMs: number): number {
    return nowMs + this.#offsetMs;
  }
}
