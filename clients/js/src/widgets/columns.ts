import type { CricketInnings, Immutable, MatchState, Pair } from '../index.js';
import { runsText } from './runs-text.js';
import type { Words } from './words/words.js';

export interface Cell {
  readonly text: string;
  /** Set small and raised: the loser's points of a tie-break. */
  readonly raised?: string;
  /** Whether this side is ahead in what the column shows. */
  readonly leads: boolean;
}

/** A column of the score table; the total is the last. */
export interface Column {
  readonly key: string;
  readonly label: string;
  readonly kind: 'part' | 'points' | 'innings' | 'total';
  readonly home: Cell;
  readonly away: Cell;
}

type Numbers = { readonly home: number; readonly away: number };

/** The score as its sport writes it: sets and points, quarters, innings; for football the total says it all. */
export function scoreColumns(match: Immutable<MatchState>, words: Words): Column[] {
  const columns = partColumns(match, words);
  const { score } = match;
  if (score?.shootout !== undefined)
    columns.push(numbers('shootout', words.phrase('shootout'), 'part', score.shootout));
  if (score !== undefined && match.cricket === undefined) {
    columns.push(numbers('total', words.phrase('total'), 'total', score));
  }
  return columns;
}

function partColumns(match: Immutable<MatchState>, words: Words): Column[] {
  if (match.tennis !== undefined) return tennisColumns(match.tennis, words);
  if (match.badminton !== undefined) return pairs(match.badminton.games);
  if (match.cricket !== undefined) return cricketColumns(match.cricket.innings, match.format?.ballsPerOver || 6, words);
  if (match.baseball !== undefined) return baseballColumns(match.baseball, words);
  if (match.sport === 'football') return [];
  return (match.score?.periods ?? []).map((period) => numbers(period.phase, period.phase, 'part', period));
}

function tennisColumns({ sets, game }: Immutable<NonNullable<MatchState['tennis']>>, words: Words): Column[] {
  const columns = sets.map((set, index): Column => {
    const column = numbers(`set${index}`, String(index + 1), 'part', set);
    const { tieBreak } = set;
    if (tieBreak === undefined) return column;
    const raise = (cell: Cell, points: number, other: number): Cell =>
      points < other ? { ...cell, raised: String(points) } : cell;
    return {
      ...column,
      home: raise(column.home, tieBreak.home, tieBreak.away),
      away: raise(column.away, tieBreak.away, tieBreak.home),
    };
  });
  if (game === undefined) return columns;
  const cell = (text: string): Cell => ({ text, leads: false });
  return [
    ...columns,
    { key: 'game', label: words.phrase('points'), kind: 'points', home: cell(game.home), away: cell(game.away) },
  ];
}

function pairs(games: readonly Immutable<Pair>[]): Column[] {
  return games.map((game, index) => numbers(`game${index}`, String(index + 1), 'part', game));
}

/** The first innings of either side make a column, then the second ones, then super overs. */
function cricketColumns(innings: readonly Immutable<CricketInnings>[], ballsPerOver: number, words: Words): Column[] {
  const cell = (inning: Immutable<CricketInnings> | undefined): Cell => ({
    text: inning === undefined ? '' : inningsText(inning, ballsPerOver),
    leads: false,
  });
  return [false, true].flatMap((superOver) => {
    const bySide = (side: string) => innings.filter((inning) => inning.side === side && inning.superOver === superOver);
    const [home, away] = [bySide('home'), bySide('away')];
    return Array.from({ length: Math.max(home.length, away.length) }, (_, index): Column => {
      const key = `${superOver ? 'SO' : 'I'}${index + 1}`;
      return {
        key,
        label: words.phase('cricket', key),
        kind: 'innings',
        home: cell(home[index]),
        away: cell(away[index]),
      };
    });
  });
}

/** `245/6 (48.2)`: runs and wickets, overs and balls of the next. */
function inningsText(innings: Immutable<CricketInnings>, ballsPerOver: number): string {
  const { balls } = innings;
  return `${runsText(innings)} (${Math.floor(balls / ballsPerOver)}.${balls % ballsPerOver})`;
}

function baseballColumns(baseball: Immutable<NonNullable<MatchState['baseball']>>, words: Words): Column[] {
  const side = (runs: number | undefined): Cell => ({ text: runs === undefined ? '' : String(runs), leads: false });
  const columns = baseball.innings.map(
    ({ home, away }, index): Column => ({
      key: `inning${index}`,
      label: String(index + 1),
      kind: 'part',
      home: side(home),
      away: side(away),
    }),
  );
  if (baseball.hits !== undefined) columns.push(numbers('hits', words.phrase('hits'), 'part', baseball.hits));
  if (baseball.errors !== undefined) columns.push(numbers('errors', words.phrase('errors'), 'part', baseball.errors));
  return columns;
}

function numbers(key: string, label: string, kind: Column['kind'], { home, away }: Numbers): Column {
  return {
    key,
    label,
    kind,
    home: { text: String(home), leads: home > away },
    away: { text: String(away), leads: away > home },
  };
}
