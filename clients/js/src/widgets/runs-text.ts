import type { Cricket, CricketInnings, Immutable, Score } from '../index.js';

interface Scored {
  readonly score?: Immutable<Score> | undefined;
  readonly cricket?: Immutable<Cricket> | undefined;
}

/** `245/6`: runs and wickets unless all are out, `d` where the innings was declared. */
export function runsText({ runs, wickets, declared }: Immutable<CricketInnings>): string {
  const lost = wickets === 10 ? '' : `/${wickets}`;
  return `${runs}${lost}${declared ? 'd' : ''}`;
}

/**
 * The score of one side as its sport writes it: `2`; in cricket `245 & 131/4`, its innings without super overs. `''` where
 * there is none.
 */
export function totalText({ score, cricket }: Scored, side: 'home' | 'away'): string {
  const innings = (cricket?.innings ?? []).filter((inning) => inning.side === side && !inning.superOver);
  if (innings.length > 0) return innings.map(runsText).join(' & ');
  return score === undefined ? '' : String(score[side]);
}
