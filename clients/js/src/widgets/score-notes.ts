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

type Match = Immutable<MatchState>;

function sportNotes(match: Match, words: Words): string[] {
  const { iceHockey, baseball, cricket, badminton, status } = match;
  const inPlay = isInPlay(status);
  const notes: string[] = [];
  if (iceHockey !== undefined) notes.push(...iceHockeyNotes(iceHockey, match, words));
  if (baseball !== undefined && inPlay) notes.push(...baseballNotes(baseball, words));
  if (badminton !== undefined && inPlay) notes.push(...pointNotes(badminton, match, words));
  if (cricket !== undefined) notes.push(...cricketNotes(cricket, inPlay, words));
  return notes;
}

function iceHockeyNotes(
  { powerPlay, skaters, homeNetEmpty, awayNetEmpty }: Immutable<NonNullable<MatchState['iceHockey']>>,
  match: Match,
  words: Words,
): string[] {
  const notes: string[] = [];
  if (powerPlay !== '') notes.push(words.phrase('powerPlay', { team: teamName(match, powerPlay) }));
  if (homeNetEmpty) notes.push(words.phrase('emptyNet', { team: teamName(match, 'home') }));
  if (awayNetEmpty) notes.push(words.phrase('emptyNet', { team: teamName(match, 'away') }));
  const isUsual =
    skaters === undefined || (skaters.home === 5 && skaters.away === 5) || skaters.home + skaters.away === 0;
  if (!isUsual && isInPlay(match.status)) notes.push(words.phrase('onTheIce', { skaters: pairText(skaters) }));
  return notes;
}

function baseballNotes(
  { outs, balls, strikes, bases }: Immutable<NonNullable<MatchState['baseball']>>,
  words: Words,
): string[] {
  const notes = [words.phrase('baseballCount', { outs, balls, strikes })];
  const taken = [bases?.first, bases?.second, bases?.third].flatMap((isTaken, index) => (isTaken ? [index + 1] : []));
  if (taken.length > 0) notes.push(words.phrase('onBase', { bases: taken.join(', ') }));
  return notes;
}

/** A rally from the end of a game, where the format says how long games are. */
function pointNotes({ games }: Immutable<NonNullable<MatchState['badminton']>>, match: Match, words: Words): string[] {
  const { points = 0, pointsCap = 0, bestOf = 0 } = match.format ?? {};
  const game = games.at(-1);
  if (game === undefined || points === 0) return [];
  const isWon = (own: number, other: number): boolean => own === pointsCap || (own >= points && own - other >= 2);
  if (isWon(game.home, game.away) || isWon(game.away, game.home)) return [];
  return (['home', 'away'] as const)
    .filter((side) => isWon(game[side] + 1, game[side === 'home' ? 'away' : 'home']))
    .map((side) => {
      const isMatchPoint = bestOf > 0 && (match.score?.[side] ?? 0) === Math.floor(bestOf / 2);
      return words.phrase(isMatchPoint ? 'matchPoint' : 'gamePoint', { team: teamName(match, side) });
    });
}

function cricketNotes(
  { innings, striker, nonStriker, bowler }: Immutable<NonNullable<MatchState['cricket']>>,
  inPlay: boolean,
  words: Words,
): string[] {
  const notes: string[] = [];
  const target = innings.at(-1)?.target;
  if (target !== undefined) {
    const { runs, balls } = target;
    notes.push(words.phrase(balls === 0 ? 'target' : 'targetFrom', { runs, balls }));
  }
  if (inPlay && striker !== '' && nonStriker !== '' && bowler !== '') {
    notes.push(words.phrase('inTheMiddle', { striker, nonStriker, bowler }));
  }
  return notes;
}

function teamName({ participants }: Match, side: string): string {
  return participants[side === 'home' ? 0 : 1]?.name ?? side;
}

/** Home first in every script: the isolates (U+2066, U+2069) keep a right-to-left page from turning it round. */
export function pairText({ home, away }: Pick<Immutable<Pair>, 'home' | 'away'>): string {
  return `\u2066${home}–${away}\u2069`;
}
