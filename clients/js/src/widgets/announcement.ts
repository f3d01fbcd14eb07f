import { type Immutable, incidentChanges, type MatchState, ScoreBasis, type Update } from '../index.js';
import { incidentDetail, incidentTitle } from './incident-text.js';
import { totalText } from './runs-text.js';
import type { Words } from './words/words.js';

/** Kinds of incidents that are read out; cards and substitutions can be found in the list. */
const toldTypes: ReadonlySet<string> = new Set(['goal', 'shootout_kick', 'wicket']);

/**
 * What a screen reader should say of an update; empty for most. Goals, and scores that are goals, sets or runs: a basketball
 * or cricket score changes twice a minute, so its is told when the phase changes. Never the clock.
 */
export function announcement({ state, previous }: Update<'match'>, words: Words): string {
  if (state === null || previous === null || state === previous) return '';
  const told = incidentTexts(previous, state, words);
  const scored = isScoreNews(previous, state) ? scoreText(state, words) : '';
  return [...told, scored].filter(Boolean).join('. ');
}

function incidentTexts(before: Immutable<MatchState>, after: Immutable<MatchState>, words: Words): string[] {
  return incidentChanges(before.incidents, after.incidents)
    .filter(({ incident }) => toldTypes.has(incident.type))
    .map(({ kind, incident }) => {
      const what = [incidentTitle(incident, words), incidentDetail(incident, words)].filter(Boolean).join(', ');
      if (kind === 'happened') return what;
      if (kind === 'retracted') return words.phrase('takenBack', { what });
      return kind === 'reinstated' ? words.phrase('standsAgain', { what }) : '';
    });
}

function isScoreNews(before: Immutable<MatchState>, after: Immutable<MatchState>): boolean {
  const isPhaseNews = before.phase !== after.phase || before.status !== after.status;
  if (after.score?.basis === ScoreBasis.POINTS || after.sport === 'cricket') return isPhaseNews;
  return before.score?.home !== after.score?.home || before.score?.away !== after.score?.away;
}

function scoreText(match: Immutable<MatchState>, words: Words): string {
  const { score, participants } = match;
  if (score === undefined) return '';
  return words.phrase('score', {
    home: participants[0]?.name ?? '',
    homeScore: totalText(match, 'home'),
    away: participants[1]?.name ?? '',
    awayScore: totalText(match, 'away'),
  });
}
