export interface Backoff {
  /** Upper bound of the first wait, in ms; doubles with each further attempt. */
  readonly baseMs: number;
  /** Upper bound of every wait, in ms. */
  readonly maxMs: number;
}

/**
 * How long to wait before attempt `attempt` (from 0), with full jitter: evenly from nothing to the bound. The first wait is
 * jittered like all others, or everyone who lost the same node would come back at once.
 */
export function backoffMs({ baseMs, maxMs }: Backoff, attempt: number, random: () => number): number {
  return random() * Math.min(maxMs, baseMs * 2 ** attempt);
}
