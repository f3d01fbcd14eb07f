// @vitest-environment happy-dom
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { MatchStateSchema, StartPrecision, Status, WinMethod } from '../../src/index.js';
import { scoreColumns } from '../../src/widgets/columns.js';
import { scoreNotes } from '../../src/widgets/score-notes.js';
import { statusText } from '../../src/widgets/status-line.js';
import { wordsFor } from '../../src/widgets/words/words.js';

const words = wordsFor('en-GB');

type Init = MessageInitShape<typeof MatchStateSchema>;

function columns(match: Init): string[] {
  return scoreColumns(create(MatchStateSchema, match), words).map(
    ({ label, home, away }) =>
      `${label}: ${home.text}${home.raised === undefined ? '' : `^${home.raised}`} ${away.text}${away.raised === undefined ? '' : `^${away.raised}`}`,
  );
}

describe('the columns of a score', () => {
  test('football: goals, and kicks of a shoot-out', () => {
    const score = { home: 1, away: 1, periods: [{ phase: '1H' }] };
    expect(columns({ sport: 'football', score })).toEqual(['Total: 1 1']);
    expect(columns({ sport: 'football', score: { ...score, shootout: { home: 4, away: 3 } } })).toEqual([
      'Shoot-out: 4 3',
      'Total: 1 1',
    ]);
  });

  test('tennis: sets with the points of lost tie-breaks, the game, and sets won', () => {
    const tennis = {
      sets: [
        { home: 6, away: 7, tieBreak: { home: 5, away: 7 } },
        { home: 4, away: 5 },
      ],
      game: { home: '40', away: 'AD' },
    };
    expect(columns({ sport: 'tennis', score: { away: 1 }, tennis })).toEqual([
      '1: 6^5 7',
      '2: 4 5',
      'Points: 40 AD',
      'Total: 0 1',
    ]);
  });

  test('basketball: quarters', () => {
    const periods = [
      { phase: 'Q1', home: 20, away: 18 },
      { phase: 'Q2', home: 4, away: 9 },
    ];
    expect(columns({ sport: 'basketball', score: { home: 24, away: 27, periods } })).toEqual([
      'Q1: 20 18',
      'Q2: 4 9',
      'Total: 24 27',
    ]);
  });

  test('badminton: games', () => {
    expect(columns({ sport: 'badminton', score: { home: 1 }, badminton: { games: [{ home: 21, away: 15 }] } })).toEqual(
      ['1: 21 15', 'Total: 1 0'],
    );
  });

  test('cricket: innings of either side, overs of as many balls as the format says', () => {
    const innings = [
      { side: 'away', runs: 245, wickets: 10, balls: 290 },
      { side: 'home', runs: 131, wickets: 4, balls: 158, declared: true },
      { side: 'away', runs: 3, wickets: 0, balls: 2, superOver: true },
    ];
    expect(columns({ sport: 'cricket', score: { home: 131, away: 245 }, cricket: { innings } })).toEqual([
      'Innings 1: 131/4d (26.2) 245 (48.2)',
      'Super over 1:  3/0 (0.2)',
    ]);
    expect(
      columns({
        sport: 'cricket',
        score: {},
        format: { ballsPerOver: 5 },
        cricket: { innings: [{ side: 'home', balls: 11 }] },
      }),
    ).toEqual(['Innings 1: 0/0 (2.1) ']);
  });

  test('baseball: innings, blank where a half was not played', () => {
    const baseball = { innings: [{ away: 0, home: 2 }, { away: 1 }], hits: { home: 3, away: 4 } };
    expect(columns({ sport: 'baseball', score: { home: 2, away: 1 }, baseball })).toEqual([
      '1: 2 0',
      '2:  1',
      'Hits: 3 4',
      'Total: 2 1',
    ]);
  });

  test('tell who leads', () => {
    const [total] = scoreColumns(create(MatchStateSchema, { score: { home: 1, away: 2 } }), words);
    expect([total?.home.leads, total?.away.leads]).toEqual([false, true]);
  });
});

describe('the notes of a score', () => {
  const notes = (match: Init) =>
    scoreNotes(create(MatchStateSchema, match), words).map((note) => note.replaceAll(/[\u2066\u2069]/g, ''));

  test.each<[string, Init, string[]]>([
    [
      'the first half is no note while it is played',
      { sport: 'football', phase: '1H', score: { periods: [{ phase: '1H' }] } },
      [],
    ],
    [
      'football: half-time, regular time and the tie',
      {
        sport: 'football',
        phase: 'E1',
        score: {
          periods: [{ phase: '1H', home: 1, away: 0 }],
          afterRegulation: { home: 1, away: 1 },
          aggregate: { home: 3, away: 2 },
        },
      },
      ['Half-time 1–0', 'After regular time 1–1', 'Aggregate 3–2'],
    ],
    [
      'ice hockey: who is on the power play',
      { sport: 'ice_hockey', iceHockey: { powerPlay: 'away' }, participants: [{ name: 'A' }, { name: 'B' }] },
      ['Power play: B'],
    ],
    [
      'ice hockey: an empty net, and how many skate where it is not five against five',
      {
        sport: 'ice_hockey',
        status: Status.LIVE,
        iceHockey: { skaters: { home: 6, away: 4 }, powerPlay: 'home', homeNetEmpty: true },
        participants: [{ name: 'A' }, { name: 'B' }],
      },
      ['Power play: A', 'Empty net: A', '6–4 on the ice'],
    ],
    [
      'ice hockey: nothing when nobody skates, as in a shoot-out',
      { sport: 'ice_hockey', status: Status.LIVE, iceHockey: { skaters: {} } },
      [],
    ],
    [
      'badminton: who is a rally from the game',
      {
        sport: 'badminton',
        status: Status.LIVE,
        format: { bestOf: 3, points: 21, pointsCap: 30 },
        score: { home: 0, away: 0 },
        badminton: { games: [{ home: 20, away: 14 }] },
        participants: [{ name: 'A' }, { name: 'B' }],
      },
      ['Game point: A'],
    ],
    [
      'badminton: at 29 all, of the last game, either is a rally from the match',
      {
        sport: 'badminton',
        status: Status.LIVE,
        format: { bestOf: 3, points: 21, pointsCap: 30 },
        score: { home: 1, away: 1 },
        badminton: {
          games: [
            { home: 21, away: 14 },
            { home: 14, away: 21 },
            { home: 29, away: 29 },
          ],
        },
        participants: [{ name: 'A' }, { name: 'B' }],
      },
      ['Match point: A', 'Match point: B'],
    ],
    [
      'badminton: none once the game is won',
      {
        sport: 'badminton',
        status: Status.BREAK,
        format: { bestOf: 3, points: 21, pointsCap: 30 },
        badminton: { games: [{ home: 21, away: 14 }] },
      },
      [],
    ],
    [
      'baseball: which bases are occupied',
      { sport: 'baseball', status: Status.LIVE, baseball: { outs: 1, bases: { first: true, third: true } } },
      ['1 out, 0–0', 'on base: 1, 3'],
    ],
    [
      'cricket: who is in the middle',
      {
        sport: 'cricket',
        status: Status.LIVE,
        cricket: { innings: [{ side: 'home' }], striker: 'A', nonStriker: 'B', bowler: 'C' },
      },
      ['Batting: A, B; bowling: C'],
    ],
    [
      'baseball: the count, while in play',
      { sport: 'baseball', status: Status.LIVE, baseball: { outs: 2, balls: 1, strikes: 2 } },
      ['2 out, 1–2'],
    ],
    ['baseball: no count afterwards', { sport: 'baseball', status: Status.FINAL, baseball: { outs: 2 } }, []],
    [
      'cricket: the target',
      { sport: 'cricket', cricket: { innings: [{ target: { runs: 246, balls: 300 } }] } },
      ['Target 246 from 300 balls'],
    ],
  ])('%s', (_, match, expected) => {
    expect(notes(match)).toEqual(expected);
  });
});

describe('the status of a match', () => {
  const nowMs = new Date(2026, 10, 22, 12).getTime();
  const start = new Date(2026, 10, 22, 18, 30).getTime();
  const status = (match: Init) => statusText(create(MatchStateSchema, { sport: 'football', ...match }), words, nowMs);

  test.each<[string, Init, string]>([
    ['the phase while it is on', { status: Status.LIVE, phase: '2H' }, 'Second half'],
    ['the break by its name', { status: Status.BREAK, phase: 'HT' }, 'Half-time'],
    ['a break that has none', { status: Status.BREAK, phase: 'Q1', sport: 'basketball' }, 'Break · Quarter 1'],
    ['what interrupts it', { status: Status.INTERRUPTED, phase: 'RAIN', sport: 'cricket' }, 'Interrupted · Rain'],
    ['an interruption of unknown cause', { status: Status.INTERRUPTED, phase: '1H' }, 'Interrupted'],
    ['a phase that is one of a row', { status: Status.LIVE, phase: 'S3', sport: 'tennis' }, 'Set 3'],
    ['a phase that nobody knows', { status: Status.LIVE, phase: 'SUDDEN_DEATH' }, 'Sudden death'],
    ['live without a phase', { status: Status.LIVE }, 'Live'],
    ['the time of the start, today', { status: Status.SCHEDULED, start }, '18:30'],
    [
      'the day where that is all there is',
      { status: Status.SCHEDULED, start, startPrecision: StartPrecision.DAY },
      'Sun 22 Nov',
    ],
    [
      'a start that is still open',
      { status: Status.SCHEDULED, start, startPrecision: StartPrecision.TBD },
      'Sun 22 Nov, time to be decided',
    ],
    ['how it ended', { status: Status.FINAL, winMethod: WinMethod.EXTRA_TIME }, 'Final · After extra time'],
    ['an end that needs no more words', { status: Status.FINAL, winMethod: WinMethod.REGULATION }, 'Final'],
    ['postponed', { status: Status.POSTPONED, start }, 'Postponed'],
    ['nothing where nothing is said', {}, ''],
  ])('is %s', (_, match, expected) => {
    expect(status(match).replace(',', expected.includes(',') ? ',' : '')).toBe(expected);
  });
});

describe('words', () => {
  test.each([
    ['de', 'Halbzeit'],
    ['de-CH', 'Halbzeit'],
    ['fr', 'Half-time'],
    ['not a tag', 'Half-time'],
    ['', 'Half-time'],
  ])('for the tag "%s"', (tag, expected) => {
    expect(wordsFor(tag).phase('football', 'HT')).toBe(expected);
  });

  test('make ids readable that no vocabulary holds, whatever they are', () => {
    expect(words.incidentType('corner_kick')).toBe('Corner kick');
    expect(words.incidentType('constructor')).toBe('Constructor');
    expect(words.stat('constructor', 'x_y')).toBe('X y');
  });

  test('find a phase without a sport, as a score view has none', () => {
    expect(words.phase('', 'OT2')).toBe('Overtime 2');
  });
});
