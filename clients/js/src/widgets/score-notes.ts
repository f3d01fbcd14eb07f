import { type Immutable, isInPlay, type MatchState, type Pair } from '../index.js';
import type { Words } from './words/words.js';

/** What belongs to the score and is no column of it, in short sentences. */
export function scoreNotes(match: Immutable<MatchState>, words: Words): string[] {
  const { score, sport, phase } = match;
  const notes: string[] = [];
  if (sport === 'football') {
    const firstHalf = score?.periods.find((period) => period.phase === '1H');
    if (firstHalf !== undefined && phase !== '1H') notes.push(`${words.phase(sport, 'HT')} ${pairText(firstHalf)}`);
  }
  if (score?.afterRegulation !== undefined) {
    notes.push(`${words.phrase('afterRegulation')} ${pairText(score.afterRegulation)}`);
  }
  if (score?.aggregate !== undefined) notes.push(`${words.phrase('aggregate')} ${pairText(score.aggregate)}`);
  return [...notes, ...sportNotes(match, words)];
}

function sportNotes(
  { iceHockey, baseball, cricket, participants, status }: Immutable<MatchState>,
  words: Words,
): string[] {
  const notes: string[] = [];
  if (iceHockey !== undefined && iceHockey.powerPlay !== '') {
    const team = participants[iceHockey.powerPlay === 'home' ? 0 : 1]?.name ?? iceHockey.powerPlay;
    notes.push(words.phrase('powerPlay', { team }));
  }
  if (baseball !== undefined && isInPlay(status)) {
    const { outs, balls, strikes } = baseball;
    notes.push(words.phrase('baseballCount', { outs, balls, strikes }));
  }
  const target = cricket?.innings.at(-1)?.target;
  if (target !== undefined) {
    const { runs, balls } = target;
    notes.push(words.phrase(balls === 0 ? 'target' : 'targetFrom', { runs, balls }));
  }
  return notes;
}

/** Home first in every script: the isolates (U+2066, U+2069) keep a right-to-left page from turning it round. */
export function pairText({ home, away }: Pick<Immutable<Pair>, 'home' | 'away'>): string {
  return `\u2066${home}–${away}\u2069`;
}
